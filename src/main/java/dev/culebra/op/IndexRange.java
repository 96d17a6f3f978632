package dev.culebra.op;

import dev.culebra.ir.OpException;

/** The check of indices, which kernels make because indices are data: before memory is touched. */
public final class IndexRange {
  private IndexRange() {}

  /** The index, if it is at least 0 and below the size. */
  public static int check(String op, long index, int size) {
    if (index < 0 || index >= size) {
      throw new OpException(op, "index " + index + " is outside 0.." + (size - 1));
    }
    return (int) index;
  }
}
