package dev.culebra.cpu.simd;

import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a reduction: {@code [outer, depth, inner]} becomes {@code [outer, pieces, inner]},
 * each piece combining {@code pieceDepth} entries (the last one what is left). Cut by shape alone,
 * so that results do not depend on the threads.
 */
record ReducePass(long outer, long depth, long inner, long pieceDepth) {
  /** Columns that one unit of work covers: 4 KiB, so that a deep piece stays in L1. */
  static final long WIDTH = 1024;

  /** Combining fewer entries than this at once is not worth another pass. */
  private static final long SHALLOWEST = 32;

  /** The passes that reduce {@code shape} over {@code axes}, innermost axes first; at least one. */
  static List<ReducePass> of(Shape shape, List<Integer> axes) {
    List<Long> sizes = new ArrayList<>();
    List<Boolean> reduced = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      boolean reduces = axes.contains(axis);
      if (shape.size(axis) == 1) {
        continue;
      }
      if (!reduced.isEmpty() && reduced.getLast() == reduces) {
        sizes.set(sizes.size() - 1, sizes.getLast() * shape.size(axis));
      } else {
        sizes.add((long) shape.size(axis));
        reduced.add(reduces);
      }
    }
    List<ReducePass> passes = new ArrayList<>();
    if (!reduced.contains(true)) {
      return List.of(new ReducePass(1, 1, shape.elements(), 1));
    }
    for (int group = sizes.size() - 1; group >= 0; group--) {
      if (reduced.get(group)) {
        split(product(sizes, 0, group), sizes.get(group), rest(sizes, reduced, group), passes);
      }
    }
    return passes;
  }

  private static void split(long outer, long depth, long inner, List<ReducePass> passes) {
    long pieceDepth = Math.max(SHALLOWEST, Chunks.ELEMENTS / Math.clamp(inner, 1, WIDTH));
    ReducePass pass = new ReducePass(outer, depth, inner, pieceDepth);
    passes.add(pass);
    if (pass.pieces() > 1) {
      split(outer, pass.pieces(), inner, passes);
    }
  }

  /** Elements behind a group; the reduced ones among them are gone by then. */
  private static long rest(List<Long> sizes, List<Boolean> reduced, int group) {
    long product = 1;
    for (int i = group + 1; i < sizes.size(); i++) {
      product *= reduced.get(i) ? 1 : sizes.get(i);
    }
    return product;
  }

  private static long product(List<Long> sizes, int begin, int end) {
    long product = 1;
    for (int i = begin; i < end; i++) {
      product *= sizes.get(i);
    }
    return product;
  }

  /** Pieces along the depth; one even where there is nothing to combine. */
  long pieces() {
    return Math.max(1, (depth + pieceDepth - 1) / pieceDepth);
  }

  /** Blocks of columns. */
  long blocks() {
    return (inner + WIDTH - 1) / WIDTH;
  }

  long outputElements() {
    return outer * pieces() * inner;
  }
}
