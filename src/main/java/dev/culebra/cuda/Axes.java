package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.memory.Block;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemoryLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How kernels walk through tensors of one shape at once: as few axes as possible, each with its
 * size and, for each tensor, the distance from one coordinate to the next.
 *
 * @param sizes of the axes, the last one fastest
 * @param strides for each tensor one for each axis, in elements
 */
record Axes(List<Integer> sizes, List<List<Long>> strides) {
  /** {@code CULEBRA_AXES} of the kernels. */
  static final int MOST = 6;

  /**
   * Neighbouring axes become one where every tensor goes through both as through one.
   *
   * @param strides of each tensor, one for each axis of the shape
   */
  static Axes of(Shape shape, long[]... strides) {
    List<Integer> sizes = new ArrayList<>();
    List<List<Long>> all = new ArrayList<>();
    for (int tensor = 0; tensor < strides.length; tensor++) {
      all.add(new ArrayList<>());
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      int size = shape.size(axis);
      if (size == 1) {
        continue;
      }
      boolean joins = !sizes.isEmpty();
      for (int tensor = 0; tensor < strides.length && joins; tensor++) {
        joins = all.get(tensor).getLast() == strides[tensor][axis] * size;
      }
      if (joins) {
        sizes.set(sizes.size() - 1, sizes.getLast() * size);
      } else {
        sizes.add(size);
      }
      for (int tensor = 0; tensor < strides.length; tensor++) {
        if (joins) {
          all.get(tensor).removeLast();
        }
        all.get(tensor).add(strides[tensor][axis]);
      }
    }
    return new Axes(List.copyOf(sizes), all.stream().map(List::copyOf).toList());
  }

  /** Strides that read {@code shape} as if it had been stretched to {@code target}. */
  static long[] stretched(Shape shape, Shape target) {
    long[] own = shape.strides();
    long[] strides = new long[target.rank()];
    int added = target.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      strides[axis + added] = shape.size(axis) == 1 ? 0 : own[axis];
    }
    return strides;
  }

  /** Whether kernels have room for the axes. */
  boolean fit() {
    return sizes.size() <= MOST;
  }

  /** Whether every tensor lies without gaps in the order of the shape. */
  boolean dense() {
    return sizes.isEmpty()
        || sizes.size() == 1 && strides.stream().allMatch(own -> own.getFirst() == 1);
  }

  /** The field that {@link #set} writes under the same name. */
  static MemoryLayout field(String name) {
    return MemoryLayout.sequenceLayout(MOST, JAVA_LONG).withName(name);
  }

  /** Writes the sizes into a block. */
  void setSizes(Block block, String field) {
    set(block, field, sizes);
  }

  /** Writes the strides of a tensor into a block. */
  void setStrides(Block block, String field, int tensor) {
    set(block, field, strides.get(tensor));
  }

  private static void set(Block block, String field, List<? extends Number> numbers) {
    IntStream.range(0, numbers.size())
        .forEach(axis -> block.setAt(field, axis, numbers.get(axis).longValue()));
  }
}
