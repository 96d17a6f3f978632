package dev.culebra.cpu.simd;

import dev.culebra.shape.Shape;
import java.util.List;

/**
 * A normalization seen as {@code [outer, depth, groups, inner]}, where depth and inner are
 * normalized over: batch normalization is {@code [1, NHW, C, 1]}, layer normalization {@code [N, 1,
 * 1, D]}, instance normalization {@code [N, HW, C, 1]}, group normalization {@code [N, HW, G,
 * C/G]}. Scale and shift are rows {@code [groups, inner]}, one for all or one for each outer index.
 *
 * @param affine whether there are scale and shift
 * @param ownRows whether each outer index has a scale of its own
 */
public record NormalizeLayout(
    int outer, int depth, int groups, int inner, boolean affine, boolean ownRows) {
  /** Rows that are narrower than this are seen several at once. */
  private static final int NARROW = 64;

  /** The layout; null if the axes lie otherwise. */
  public static NormalizeLayout of(Shape x, List<Integer> axes, Shape weight) {
    int row = x.rank();
    if (weight == null) {
      row = plainRow(x, axes);
    } else {
      while (row > 0 && (x.size(row - 1) == 1 || stretch(weight, x, row - 1) == Stretch.NONE)) {
        row--;
      }
    }
    int[] sizes = {1, 1, 1, 1};
    int part = 0;
    Stretch outerStretch = null;
    for (int axis = 0; axis < x.rank(); axis++) {
      if (axis == row) {
        part = 2;
      }
      boolean normalized = axes.contains(axis);
      if (x.size(axis) == 1) {
        continue;
      }
      if (normalized) {
        part |= 1;
      } else if (part % 2 == 1) {
        return null;
      }
      sizes[part] = Math.multiplyExact(sizes[part], x.size(axis));
      if (weight != null && part < 2) {
        Stretch stretch = stretch(weight, x, axis);
        if (part == 1 ? stretch == Stretch.NONE : outerStretch != null && outerStretch != stretch) {
          return null;
        }
        if (part == 0) {
          outerStretch = stretch;
        }
      }
    }
    return new NormalizeLayout(
        sizes[0], sizes[1], sizes[2], sizes[3], weight != null, outerStretch == Stretch.NONE);
  }

  private enum Stretch {
    NONE,
    REPEATED
  }

  private static Stretch stretch(Shape weight, Shape x, int axis) {
    int own = axis - x.rank() + weight.rank();
    return own >= 0 && weight.size(own) == x.size(axis) ? Stretch.NONE : Stretch.REPEATED;
  }

  /** Where a row starts if no scale says so: behind kept axes if only normalized ones follow. */
  private static int plainRow(Shape x, List<Integer> axes) {
    int row = x.rank();
    while (row > 0 && (axes.contains(row - 1) || x.size(row - 1) == 1)) {
      row--;
    }
    int inner = row;
    while (row > 0 && (!axes.contains(row - 1) || x.size(row - 1) == 1)) {
      row--;
    }
    return row == 0 ? inner : row;
  }

  /** Elements of a row of scales. */
  public int width() {
    return groups * inner;
  }

  /** Elements that share a mean. */
  double count() {
    return (double) depth * inner;
  }

  /** How many rows are seen as one, so that vectors are filled. */
  int copies() {
    int copies = 1;
    while (width() * copies < NARROW && 2 * copies <= depth && depth % (2 * copies) == 0) {
      copies *= 2;
    }
    return copies;
  }

  /** Elements of the rows as they are seen. */
  public int wide() {
    return width() * copies();
  }

  /** Rows for each outer index as they are seen. */
  public int tall() {
    return depth / copies();
  }

  /** Rows of which a partial result is made: they stay in L2 for the second look at them. */
  int pieceRows() {
    return (int) Math.max(32, Chunks.ELEMENTS / Math.clamp(wide(), 1, ReducePass.WIDTH));
  }

  int pieces() {
    return (tall() + pieceRows() - 1) / pieceRows();
  }
}
