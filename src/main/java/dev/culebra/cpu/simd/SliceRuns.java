package dev.culebra.cpu.simd;

import dev.culebra.op.Slice;
import dev.culebra.shape.Shape;

/**
 * A slice as runs of elements that are neighbours both in the slice and in the whole.
 *
 * @param length elements of a run
 * @param count number of runs
 * @param first place in the whole of the slice's first element
 * @param outer sizes of the slice's axes that count the runs
 * @param strides steps along them, in elements of the whole
 */
record SliceRuns(long length, long count, long first, int[] outer, long[] strides) {
  static SliceRuns of(Slice slice, Shape whole, Shape part) {
    long[] strides = whole.strides();
    long first = 0;
    for (int axis = 0; axis < whole.rank(); axis++) {
      first += slice.starts().get(axis) * strides[axis];
      strides[axis] *= slice.steps().get(axis);
    }
    int split = whole.rank();
    long length = 1;
    while (split > 0 && slice.steps().get(split - 1) == 1) {
      split--;
      length *= part.size(split);
      if (part.size(split) != whole.size(split)) {
        break;
      }
    }
    Shape outer = part.range(0, split);
    return new SliceRuns(length, outer.elements(), first, outer.sizes(), strides);
  }

  /** Where a run begins in the whole. */
  long place(long run) {
    return first + Strided.offset(run, outer, strides);
  }
}
