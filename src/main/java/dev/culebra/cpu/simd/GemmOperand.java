package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;

/**
 * How {@link Gemm} gets at its operands, which need not lie in memory as matrices: the patches of
 * an image are the rows of a matrix that nobody ever writes down. All offsets and strides are
 * bytes.
 */
final class GemmOperand {
  /** The tallest strip of rows. */
  static final int STRIP = 4 * GemmKernel.PANEL;

  private GemmOperand() {}

  /** The left operand A, read in groups of at most {@link GemmKernel#PANEL} rows. */
  interface Left {
    /** Whether groups are read from a panel of columns; else each row is contiguous in depth. */
    boolean byColumns();

    /** Where groups are read from, if {@link #pack} does not write them to the scratch memory. */
    default MemorySegment direct() {
      return null;
    }

    /** Offset of a group's first row at a depth in {@link #direct}. */
    default long offset(int batch, int row, int k) {
      throw new UnsupportedOperationException();
    }

    /** From row to row in {@link #direct}. */
    default long stride() {
      throw new UnsupportedOperationException();
    }

    /**
     * Rows that are packed together: a multiple of {@link GemmKernel#PANEL} up to {@link #STRIP}.
     */
    default int strip() {
      return GemmKernel.PANEL;
    }

    /**
     * Writes {@code rows} rows from {@code row}, {@code depth} deep from {@code k}: row after row,
     * or for each group column after column of {@link GemmKernel#PANEL} floats.
     */
    void pack(int batch, int row, int rows, int k, int depth, MemorySegment to, long at);
  }

  /** The right operand B, packed in panels of {@link GemmKernel#WIDTH} columns. */
  @FunctionalInterface
  interface Right {
    /** Writes {@code depth} rows from {@code k} of {@code columns} columns from {@code column}. */
    void pack(int batch, int k, int depth, int column, int columns, MemorySegment to, long at);
  }

  /** The result C. Rows are contiguous. */
  interface Target {
    MemorySegment segment();

    /** Offset of a row. */
    long offset(int batch, int row);

    /** From row to row among these rows; 0 if they are not evenly spaced. */
    long stride(int row, int rows);
  }

  /**
   * A matrix in memory, or several, one per batch.
   *
   * @param segment where
   * @param offset of the first matrix
   * @param stride from row to row as stored
   * @param batchStride from matrix to matrix
   */
  record Matrix(MemorySegment segment, long offset, long stride, long batchStride)
      implements Target {
    /** A dense row-major matrix of {@code width} columns that fills its segment. */
    static Matrix of(MemorySegment segment, int rows, int width) {
      return new Matrix(segment, 0, 4L * width, 4L * rows * width);
    }

    long at(int batch, int row, int column) {
      return offset + batch * batchStride + row * stride + 4L * column;
    }

    @Override
    public long offset(int batch, int row) {
      return at(batch, row, 0);
    }

    @Override
    public long stride(int row, int rows) {
      return stride;
    }

    /** This matrix as the left operand, {@code transposed} if it is stored so. */
    Left left(boolean transposed) {
      return transposed ? new LeftColumns(this) : new LeftRows(this);
    }

    /** This matrix as the right operand, {@code transposed} if it is stored so. */
    Right right(boolean transposed) {
      return transposed
          ? (batch, k, depth, column, columns, to, at) ->
              GemmPacking.rightTransposed(
                  segment, at(batch, column, k), stride, depth, columns, to, at)
          : (batch, k, depth, column, columns, to, at) ->
              GemmPacking.right(segment, at(batch, k, column), stride, depth, columns, to, at);
    }
  }

  private record LeftRows(Matrix matrix) implements Left {
    @Override
    public boolean byColumns() {
      return false;
    }

    @Override
    public MemorySegment direct() {
      return matrix.segment();
    }

    @Override
    public long offset(int batch, int row, int k) {
      return matrix.at(batch, row, k);
    }

    @Override
    public long stride() {
      return matrix.stride();
    }

    @Override
    public void pack(int batch, int row, int rows, int k, int depth, MemorySegment to, long at) {}
  }

  private record LeftColumns(Matrix matrix) implements Left {
    @Override
    public boolean byColumns() {
      return true;
    }

    @Override
    public void pack(int batch, int row, int rows, int k, int depth, MemorySegment to, long at) {
      long from = matrix.at(batch, k, row);
      GemmPacking.left(matrix.segment(), from, matrix.stride(), depth, rows, to, at);
    }
  }
}
