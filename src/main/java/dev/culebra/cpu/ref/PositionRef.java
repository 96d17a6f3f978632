package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;

/** Where along an axis the element lies that is better than all before it. */
final class PositionRef {
  private PositionRef() {}

  /** Whether a number beats the best one so far. */
  @FunctionalInterface
  interface Better {
    boolean test(double value, double best);
  }

  static Kernel of(Signature signature, int axis, Better better) {
    Shape shape = signature.input(0).shape();
    long stride = shape.strides()[axis];
    int depth = shape.size(axis);
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          Cells input = inputs.get(0);
          long results = signature.output(0).elements();
          for (long result = 0; result < results; result++) {
            long start = result / stride * stride * depth + result % stride;
            double best = input.get(start);
            int place = 0;
            for (int i = 1; i < depth && !Double.isNaN(best); i++) {
              double value = input.get(start + i * stride);
              if (better.test(value, best) || Double.isNaN(value)) {
                best = value;
                place = i;
              }
            }
            outputs.get(0).set(result, place);
          }
        });
  }
}
