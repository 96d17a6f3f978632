package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;
import java.util.function.DoubleBinaryOperator;

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
                    outputs
                        .get(0)
                        .set(
                            index,
                            function.applyAsDouble(
                                inputs.get(0).get(Walk.dot(coordinates, left)),
                                inputs.get(1).get(Walk.dot(coordinates, right))))));
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
