package dev.culebra.cpu.simd;

import dev.culebra.op.Transpose;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The output's axes of a transpose, without those of size 1 and with neighbours joined that are
 * neighbours in the input too.
 *
 * @param sizes their sizes
 * @param strides steps along them in the input, in elements
 * @param targets steps along them in the output, in elements
 */
record TransposeAxes(int[] sizes, long[] strides, long[] targets) {
  static TransposeAxes of(Shape output, Shape input, Transpose op) {
    long[] source = input.strides();
    List<Integer> sizes = new ArrayList<>();
    List<Long> strides = new ArrayList<>();
    for (int axis = 0; axis < output.rank(); axis++) {
      int size = output.size(axis);
      long stride = source[op.permutation().get(axis)];
      if (size == 1) {
        continue;
      }
      if (!sizes.isEmpty() && strides.getLast() == stride * size) {
        sizes.set(sizes.size() - 1, sizes.getLast() * size);
        strides.set(strides.size() - 1, stride);
      } else {
        sizes.add(size);
        strides.add(stride);
      }
    }
    if (sizes.isEmpty() || output.elements() == 0) {
      return new TransposeAxes(new int[] {(int) output.elements()}, new long[] {1}, new long[] {1});
    }
    int[] joined = sizes.stream().mapToInt(Integer::intValue).toArray();
    return new TransposeAxes(
        joined, strides.stream().mapToLong(Long::longValue).toArray(), Shape.of(joined).strides());
  }

  int rank() {
    return sizes.length;
  }

  long elements() {
    return Shape.of(sizes).elements();
  }

  /** Without one axis. */
  TransposeAxes without(int axis) {
    int[] rest = IntStream.range(0, rank()).filter(other -> other != axis).toArray();
    return new TransposeAxes(
        IntStream.of(rest).map(other -> sizes[other]).toArray(),
        IntStream.of(rest).mapToLong(other -> strides[other]).toArray(),
        IntStream.of(rest).mapToLong(other -> targets[other]).toArray());
  }

  /** Offset in the input of place number {@code index} in row-major order. */
  long source(long index) {
    return Strided.offset(index, sizes, strides);
  }

  /** Offset in the output of place number {@code index} in row-major order. */
  long target(long index) {
    return Strided.offset(index, sizes, targets);
  }
}
