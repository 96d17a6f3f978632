package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import java.util.function.DoubleBinaryOperator;

/** Losses of samples: the sum of a function of two elements over each, in double; gradients. */
final class PerSampleRef {
  private PerSampleRef() {}

  static Kernel of(
      Signature signature, BinaryRef.FloatFunction single, DoubleBinaryOperator exact) {
    long samples = signature.output(0).elements();
    long length = samples == 0 ? 0 : signature.input(0).elements() / samples;
    DoubleBinaryOperator function =
        Cells.isDouble(signature.output(0))
            ? exact
            : (left, right) -> single.apply((float) left, (float) right);
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long sample = 0; sample < samples; sample++) {
            double total = 0;
            for (long i = sample * length; i < (sample + 1) * length; i++) {
              total += function.applyAsDouble(inputs.get(0).get(i), inputs.get(1).get(i));
            }
            outputs.get(0).set(sample, total);
          }
        });
  }

  /** A function of two elements and a number of their sample. */
  static Kernel gradient(
      Signature signature, TernaryRef.FloatFunction single, TernaryRef.DoubleFunction exact) {
    long samples = signature.input(2).elements();
    long length = samples == 0 ? 0 : signature.input(0).elements() / samples;
    TernaryRef.DoubleFunction function =
        Cells.isDouble(signature.input(0))
            ? exact
            : (a, b, c) -> single.apply((float) a, (float) b, (float) c);
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long i = 0; i < samples * length; i++) {
            double gradient = inputs.get(2).get(i / length);
            outputs
                .get(0)
                .set(i, function.apply(inputs.get(0).get(i), inputs.get(1).get(i), gradient));
          }
        });
  }
}
