package dev.culebra.cpu.simd;

import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;

/**
 * A broadcast output as runs of consecutive elements. Trailing axes are joined into one run as long
 * as each operand is either contiguous or constant along them; the remaining axes count the runs.
 *
 * @param length elements of a run
 * @param count number of runs
 * @param leftRepeats whether the left operand is one element along a run
 * @param rightRepeats whether the right operand is one element along a run
 * @param outer sizes of the axes that count the runs
 * @param leftStrides strides of the left operand along them
 * @param rightStrides strides of the right operand along them
 */
record BroadcastRuns(
    long length,
    long count,
    boolean leftRepeats,
    boolean rightRepeats,
    int[] outer,
    long[] leftStrides,
    long[] rightStrides) {

  static BroadcastRuns of(Signature signature) {
    return of(signature.output(0).shape(), signature.input(0).shape(), signature.input(1).shape());
  }

  static BroadcastRuns of(Shape shape, Shape leftShape, Shape rightShape) {
    long[] left = strides(leftShape, shape);
    long[] right = strides(rightShape, shape);
    int split = shape.rank();
    long length = 1;
    boolean leftRepeats = true;
    boolean rightRepeats = true;
    while (split > 0) {
      int axis = split - 1;
      int size = shape.size(axis);
      if (size != 1) {
        boolean leftConstant = left[axis] == 0;
        boolean rightConstant = right[axis] == 0;
        if (length > 1 && (leftConstant != leftRepeats || rightConstant != rightRepeats)) {
          break;
        }
        leftRepeats = leftConstant;
        rightRepeats = rightConstant;
        length *= size;
      }
      split--;
    }
    Shape outer = shape.range(0, split);
    return new BroadcastRuns(
        length, outer.elements(), leftRepeats, rightRepeats, outer.sizes(), left, right);
  }

  long leftOffset(long run) {
    return Strided.offset(run, outer, leftStrides);
  }

  long rightOffset(long run) {
    return Strided.offset(run, outer, rightStrides);
  }

  /** Strides that read {@code shape} as if stretched to {@code target}: 0 where it repeats. */
  static long[] strides(Shape shape, Shape target) {
    long[] own = shape.strides();
    long[] strides = new long[target.rank()];
    int added = target.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      strides[axis + added] = shape.size(axis) == 1 ? 0 : own[axis];
    }
    return strides;
  }
}
