package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Exp;
import dev.culebra.math.Log;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;

/** The lines of elements along one axis, and the sums of exponentials that softmax is made of. */
final class SoftmaxLines {
  private SoftmaxLines() {}

  /**
   * Does one line.
   *
   * @see #kernel
   */
  @FunctionalInterface
  interface Body {
    /**
     * @param first index of the line's first element in the input
     * @param stride from one element to the next
     * @param line number of the line
     */
    void run(Cells input, Cells output, long first, long stride, long line);
  }

  static Kernel kernel(Signature signature, int axis, Body body) {
    Shape shape = signature.input(0).shape();
    long inner = shape.range(axis + 1, shape.rank()).elements();
    long lines = shape.range(0, axis).elements() * inner;
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long line = 0; line < lines; line++) {
            long first = line / inner * shape.size(axis) * inner + line % inner;
            body.run(inputs.get(0), outputs.get(0), first, inner, line);
          }
        });
  }

  static double largest(Cells input, long first, long stride, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, input.get(first + i * stride));
    }
    return largest;
  }

  static double total(
      TensorType type, Cells input, long first, long stride, int count, double shift) {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += exp(type, input.get(first + i * stride) - shift);
    }
    return total;
  }

  static double exp(TensorType type, double value) {
    return Cells.isDouble(type) ? StrictMath.exp(value) : Exp.exp((float) value);
  }

  static double log(TensorType type, double value) {
    return Cells.isDouble(type) ? StrictMath.log(value) : Log.log((float) value);
  }
}
