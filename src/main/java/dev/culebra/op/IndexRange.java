package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.shape.Shape;

/** The check of indices, which kernels make because indices are data: before they write. */
public final class IndexRange {
  private IndexRange() {}

  /**
   * Refuses an index below 0 or not below the size.
   *
   * @throws OpException that names it
   */
  public static void check(String op, long index, int size) {
    if (index < 0 || index >= size) {
      throw new OpException(op, "index " + index + " is outside 0.." + (size - 1));
    }
  }

  /**
   * Refuses a number below 0 or not below the count of what is numbered.
   *
   * @throws OpException that names it and its place
   */
  public static void number(String op, long number, long place, long count) {
    if (number < 0 || number >= count) {
      throw new OpException(op, "number " + number + " at " + place + "; there are " + count);
    }
  }

  /**
   * Refuses a number below 0 or not below the rows of a table.
   *
   * @param table {@code [K,D]} or, with a table per head, {@code [H,K,D]}
   * @throws OpException that names it and its place
   */
  public static void row(String op, Shape table, long number, long place) {
    int rows = table.size(-2);
    if (number < 0 || number >= rows) {
      throw new OpException(
          op, "index " + number + " at " + place + "; the table " + table + " has " + rows);
    }
  }
}
