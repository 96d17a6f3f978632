package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;

/**
 * One matrix for each head of each sample in {@code [N,L,H,D]}; batch {@code n·H + h} is head h of
 * sample n. Offsets and strides are bytes.
 */
record HeadMatrix(MemorySegment segment, long offset, int length, int heads, int width)
    implements GemmOperand.Target {
  /** The rows from a place in the sequence on. */
  HeadMatrix from(int place) {
    return new HeadMatrix(segment, offset + place * rowStride(), length, heads, width);
  }

  static HeadMatrix of(MemorySegment segment, int length, int heads, int width) {
    return new HeadMatrix(segment, 0, length, heads, width);
  }

  private long rowStride() {
    return 4L * heads * width;
  }

  private long at(int batch, int row, int column) {
    long sample = offset + batch / heads * length * rowStride();
    return sample + 4L * (batch % heads) * width + row * rowStride() + 4L * column;
  }

  @Override
  public long offset(int batch, int row) {
    return at(batch, row, 0);
  }

  @Override
  public long stride(int row, int rows) {
    return rowStride();
  }

  /** As the left operand of a product. */
  GemmOperand.Left left() {
    return new Rows(this);
  }

  /**
   * As the right operand of a product, {@code transposed} if its rows are the product's columns.
   */
  GemmOperand.Right right(boolean transposed) {
    return transposed
        ? (batch, k, depth, column, columns, to, at) ->
            GemmPacking.rightTransposed(
                segment, at(batch, column, k), rowStride(), depth, columns, to, at)
        : (batch, k, depth, column, columns, to, at) ->
            GemmPacking.right(segment, at(batch, k, column), rowStride(), depth, columns, to, at);
  }

  private record Rows(HeadMatrix matrix) implements GemmOperand.Left {
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
      return matrix.rowStride();
    }

    @Override
    public void pack(int batch, int row, int rows, int k, int depth, MemorySegment to, long at) {}
  }
}
