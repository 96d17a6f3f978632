package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.fail;

import dev.culebra.kernel.Signature;
import dev.culebra.kernel.Tolerance;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Whether what a tier computed lies within the operation's family of the reference. */
final class Agreement {
  private Agreement() {}

  static void check(
      Case test,
      List<MemorySegment> inputs,
      List<MemorySegment> expected,
      List<MemorySegment> actual) {
    Signature signature = test.signature();
    double largest = largest(signature, inputs);
    for (int i = 0; i < expected.size(); i++) {
      compare(test, signature.output(i), expected.get(i), actual.get(i), largest);
    }
  }

  /** Largest magnitude among the inputs: where terms cancel, rounding goes with the terms. */
  private static double largest(Signature signature, List<MemorySegment> inputs) {
    double largest = 0;
    for (int i = 0; i < inputs.size(); i++) {
      if (signature.input(i).dtype() == DType.F32) {
        double[] values = Tensors.read(signature.input(i), inputs.get(i));
        largest = Math.max(largest, Tensors.magnitude(values));
      }
    }
    return largest;
  }

  private static void compare(
      Case test,
      TensorType type,
      MemorySegment expected,
      MemorySegment actual,
      double largestInput) {
    double[] want = Tensors.read(type, expected);
    double[] got = Tensors.read(type, actual);
    double bound = Math.max(largestInput, Tensors.magnitude(want)) * Math.sqrt(test.terms());
    for (int i = 0; i < want.length; i++) {
      boolean close =
          type.dtype() == DType.F32 && test.tolerance() != Tolerance.EXACT
              ? test.tolerance().accepts((float) got[i], (float) want[i], bound)
              : Double.doubleToLongBits(got[i]) == Double.doubleToLongBits(want[i]);
      if (!close) {
        fail("element " + i + " of " + type + ": " + got[i] + ", reference " + want[i]);
      }
    }
  }
}
