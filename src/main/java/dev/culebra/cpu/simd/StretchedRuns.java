package dev.culebra.cpu.simd;

import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * As {@link BroadcastRuns} for any number of operands: runs of the output along which each operand
 * is either contiguous or one repeated element.
 *
 * @param length elements of a run
 * @param count number of runs
 * @param repeats for each operand whether it is one element along a run
 * @param outer sizes of the axes that count the runs
 * @param strides of each operand along them
 */
record StretchedRuns(
    long length, long count, List<Boolean> repeats, int[] outer, List<long[]> strides) {
  static StretchedRuns of(Signature signature) {
    Shape shape = signature.output(0).shape();
    List<long[]> strides =
        signature.inputs().stream()
            .map(TensorType::shape)
            .map(operand -> BroadcastRuns.strides(operand, shape))
            .toList();
    List<Boolean> repeats = strides.stream().map(operand -> true).toList();
    long length = 1;
    int split = shape.rank();
    for (; split > 0; split--) {
      int axis = split - 1;
      if (shape.size(axis) == 1) {
        continue;
      }
      List<Boolean> here = strides.stream().map(operand -> operand[axis] == 0).toList();
      if (length > 1 && !here.equals(repeats)) {
        break;
      }
      repeats = here;
      length *= shape.size(axis);
    }
    Shape outer = shape.range(0, split);
    return new StretchedRuns(length, outer.elements(), repeats, outer.sizes(), strides);
  }

  /** Where a run's part from element {@code from} begins in an operand. */
  long offset(int operand, long run, long from) {
    return Strided.offset(run, outer, strides.get(operand)) + (repeats.get(operand) ? 0 : from);
  }
}
