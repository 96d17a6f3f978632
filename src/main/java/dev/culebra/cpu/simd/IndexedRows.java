package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;

/**
 * Rows of a matrix in any order, as the left operand or as the result of a product.
 *
 * @param segment where
 * @param width columns of the matrix
 * @param index which of its rows comes next
 */
record IndexedRows(MemorySegment segment, int width, Index index)
    implements GemmOperand.Left, GemmOperand.Target {
  /** Where a row is found. */
  @FunctionalInterface
  interface Index {
    long of(int row);
  }

  @Override
  public boolean byColumns() {
    return false;
  }

  @Override
  public void pack(int batch, int row, int rows, int k, int depth, MemorySegment to, long at) {
    long bytes = 4L * depth;
    for (int i = 0; i < rows; i++) {
      long from = 4 * (index.of(row + i) * width + k);
      MemorySegment.copy(segment, from, to, at + i * bytes, bytes);
    }
  }

  @Override
  public long offset(int batch, int row) {
    return 4 * index.of(row) * width;
  }

  @Override
  public long stride(int row, int rows) {
    return 0;
  }
}
