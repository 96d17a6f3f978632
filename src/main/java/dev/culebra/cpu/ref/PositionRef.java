package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;

/** Where along an axis the element lies that is better than all before it. */
final class PositionRef {
  private PositionRef() {}

  /**
   * @param sign 1 if larger elements are better, −1 if smaller ones are
   */
  static Kernel of(Signature signature, int axis, int sign) {
    Shape shape = signature.input(0).shape();
    boolean whole = !signature.input(0).dtype().isFloating();
    long stride = shape.strides()[axis];
    int depth = shape.size(axis);
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          Cells input = inputs.get(0);
          long results = signature.output(0).elements();
          for (long result = 0; result < results; result++) {
            long start = result / stride * stride * depth + result % stride;
            int best = 0;
            for (int i = 1; i < depth; i++) {
              long challenger = start + i * stride;
              long holder = start + best * stride;
              boolean better =
                  whole
                      ? sign * Long.compare(input.whole(challenger), input.whole(holder)) > 0
                      : beats(sign * input.get(challenger), sign * input.get(holder));
              best = better ? i : best;
            }
            outputs.get(0).set(result, best);
          }
        });
  }

  /** NaN beats every number, and nothing beats NaN. */
  private static boolean beats(double value, double best) {
    return value > best || Double.isNaN(value) && !Double.isNaN(best);
  }
}
