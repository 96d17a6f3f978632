package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * A function of two elements under broadcasting. One of + − × ÷ may be computed in double and
 * rounded once, which gives the same bits as float arithmetic; longer formulas have a float form.
 */
final class BinaryRef {
  private BinaryRef() {}

  /** A function of two floats. */
  @FunctionalInterface
  interface FloatFunction {
    float apply(float left, float right);
  }

  /** Makes one element of two. */
  @FunctionalInterface
  private interface Element {
    void compute(Cells left, long i, Cells right, long j, Cells output, long at);
  }

  /** With every step of the formula rounded to float in float32. */
  static Kernel of(Signature signature, FloatFunction single, DoubleBinaryOperator exact) {
    return of(
        signature,
        Cells.isDouble(signature.output(0))
            ? exact
            : (left, right) -> single.apply((float) left, (float) right));
  }

  /** Computed in double and rounded once. */
  static Kernel of(Signature signature, DoubleBinaryOperator function) {
    return of(
        signature,
        (left, i, right, j, output, at) ->
            output.set(at, function.applyAsDouble(left.get(i), right.get(j))));
  }

  /** Whole numbers of any size have a form of their own, whose lower bits are kept. */
  static Kernel ofNumbers(
      Signature signature, DoubleBinaryOperator function, LongBinaryOperator whole) {
    return signature.input(0).dtype().isFloating()
        ? of(signature, function)
        : of(
            signature,
            (left, i, right, j, output, at) ->
                output.setWhole(at, whole.applyAsLong(left.whole(i), right.whole(j))));
  }

  private static Kernel of(Signature signature, Element element) {
    Shape shape = signature.output(0).shape();
    long[] left = broadcastStrides(signature.input(0).shape(), shape);
    long[] right = broadcastStrides(signature.input(1).shape(), shape);
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) ->
            Walk.over(
                shape,
                (index, coordinates) ->
                    element.compute(
                        inputs.get(0),
                        Walk.dot(coordinates, left),
                        inputs.get(1),
                        Walk.dot(coordinates, right),
                        outputs.get(0),
                        index)));
  }

  /** Strides that read {@code shape} as if it had been stretched to {@code target}. */
  static long[] broadcastStrides(Shape shape, Shape target) {
    long[] own = shape.strides();
    long[] strides = new long[target.rank()];
    int added = target.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      strides[axis + added] = shape.size(axis) == 1 ? 0 : own[axis];
    }
    return strides;
  }
}
