package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import java.util.function.DoubleUnaryOperator;

/**
 * One function applied to each element: its float form in float32, StrictMath's kind in float64.
 */
final class UnaryRef {
  private UnaryRef() {}

  /** A function from float to float. */
  @FunctionalInterface
  interface FloatFunction {
    float apply(float value);
  }

  static Kernel of(Signature signature, FloatFunction single, DoubleUnaryOperator exact) {
    long elements = signature.output(0).elements();
    boolean isDouble = Cells.isDouble(signature.output(0));
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          Cells input = inputs.get(0);
          Cells output = outputs.get(0);
          for (long i = 0; i < elements; i++) {
            double value = input.get(i);
            output.set(i, isDouble ? exact.applyAsDouble(value) : single.apply((float) value));
          }
        });
  }
}
