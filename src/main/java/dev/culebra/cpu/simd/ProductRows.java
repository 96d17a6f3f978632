package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;

/**
 * Rows of floats that a product reads or writes: evenly spaced, or by a table that says which of
 * evenly spaced rows comes next. Where they begin, and the table's contents, may change from run to
 * run.
 */
public final class ProductRows {
  private final GemmOperand.Matrix matrix;
  private final IndexedRows indexed;
  private final MemorySegment table;
  private final IntSupplier begin;

  private ProductRows(
      GemmOperand.Matrix matrix, IndexedRows indexed, MemorySegment table, IntSupplier begin) {
    this.matrix = matrix;
    this.indexed = indexed;
    this.table = table;
    this.begin = begin;
  }

  static ProductRows of(GemmOperand.Matrix matrix) {
    return new ProductRows(matrix, null, null, () -> 0);
  }

  /**
   * @param table the same rows as numbers, {@code i64[...]}
   * @param begin the first one's place in the table
   */
  static ProductRows of(IndexedRows rows, MemorySegment table, IntSupplier begin) {
    return new ProductRows(null, rows, table, begin);
  }

  /** Rows that follow one another from one that differs from run to run. */
  static ProductRows from(IndexedRows rows, IntSupplier begin) {
    return new ProductRows(null, rows, null, begin);
  }

  GemmOperand.Left left(boolean transposed) {
    return matrix == null ? indexed : matrix.left(transposed);
  }

  GemmOperand.Target target() {
    return matrix == null ? indexed : matrix;
  }

  /** The memory that holds them. */
  public MemorySegment segment() {
    return matrix == null ? indexed.segment() : matrix.segment();
  }

  /** Floats from row to row as they are stored. */
  public long step() {
    return matrix == null ? indexed.width() : matrix.stride() / Float.BYTES;
  }

  /** Address of row 0 in this run; a table counts from there. */
  public long address() {
    long offset = matrix == null ? 0 : matrix.offset();
    long rows = table == null ? begin.getAsInt() : 0;
    return segment().address() + offset + Float.BYTES * step() * rows;
  }

  /** Address of the 64-bit number of this run's first row; 0 where rows follow one another. */
  public long tableAddress() {
    return table == null ? 0 : table.address() + (long) Long.BYTES * begin.getAsInt();
  }
}
