package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;
import java.util.function.DoubleBinaryOperator;

/**
 * A function of two elements under broadcasting. Computed in double and rounded once, which for + −
 * × ÷ of float32 gives the same bits as float arithmetic.
 */
final class BinaryRef {
  private BinaryRef() {}

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
