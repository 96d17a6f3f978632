package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.EpilogueKernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.MatMul;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Binding of {@code native/src/matmul.c}.
 *
 * @param op which operands are given transposed
 * @param batches how many products
 * @param rows of the left matrix and of the result
 * @param columns of the right matrix and of the result
 * @param depth what is summed over
 * @param rounded whether both operands are rounded to bfloat16
 */
record MatMulFfm(MatMul op, int batches, int rows, int columns, int depth, boolean rounded)
    implements EpilogueKernel {
  static final NativeFunction FUNCTION =
      NativeFunction.of(
          "matmul",
          ADDRESS.withName("left"),
          ADDRESS.withName("right"),
          ADDRESS.withName("result"),
          ADDRESS.withName("scratch"),
          ADDRESS.withName("left_rows"),
          ADDRESS.withName("result_rows"),
          JAVA_LONG.withName("rows"),
          JAVA_LONG.withName("columns"),
          JAVA_LONG.withName("depth"),
          JAVA_LONG.withName("left_step"),
          JAVA_LONG.withName("right_step"),
          JAVA_LONG.withName("result_step"),
          JAVA_LONG.withName("row_block"),
          JAVA_LONG.withName("column_block"),
          JAVA_INT.withName("transpose_left"),
          JAVA_INT.withName("transpose_right"),
          JAVA_INT.withName("accumulate"),
          JAVA_INT.withName("rounded"),
          JAVA_INT.withName("tile_vectors"));

  /** Columns that are dealt out together: a cache line. */
  private static final int PANEL = 16;

  /** {@code CULEBRA_MATMUL_COLUMNS}: the rows of a chunk are packed once for all of them. */
  private static final int MOST_COLUMNS = 1024;

  /** {@code CULEBRA_MATMUL_PART}: rows that are packed at a time. */
  private static final int PART = 270;

  /** {@code CULEBRA_MATMUL_SCRATCH}. */
  static final long SCRATCH = SlotCall.aligned(4L * 256 * (PART + MOST_COLUMNS));

  /** Rows of a chunk: its columns are packed once for all of them. */
  private static final int MOST_ROWS = 8 * PART;

  /** Chunks of a thread, at most: the last one then matters little. */
  private static final int CHUNKS = 4;

  static Choice select(MatMul op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape left = signature.input(0).shape();
    Shape result = signature.output(0).shape();
    int batches = Math.toIntExact(result.range(0, result.rank() - 2).elements());
    int depth = left.size(op.transposeLeft() ? -2 : -1);
    boolean rounded = signature.precision() == Precision.BF16;
    return FUNCTION.offer(
        new MatMulFfm(op, batches, result.size(-2), result.size(-1), depth, rounded));
  }

  /**
   * Sizes of a chunk. They do not touch the result: each element is summed in an order of its own.
   */
  record Blocks(int rows, int columns) {}

  Blocks blocks(int threads) {
    Blocks best = null;
    for (int down = parts(rows, MOST_ROWS); best == null || down <= CHUNKS * threads; down++) {
      int high = even(rows, down, 2);
      int wide = 0;
      for (int across = parts(columns, MOST_COLUMNS); wide != PANEL; across++) {
        wide = even(columns, across, PANEL);
        Blocks blocks = new Blocks(high, wide);
        if (best == null || cycles(blocks, threads) < cycles(best, threads)) {
          best = blocks;
        }
        if (chunks(high, wide) > (long) CHUNKS * threads) {
          break;
        }
      }
      if (high == 2) {
        break;
      }
    }
    return best;
  }

  /**
   * Estimate of the time until the last thread is done, in cycles of two multiplications of vectors
   * of 16, for each depth: products, packing both sides of a chunk, handing out a chunk, waking
   * others, and a tenth of a chunk that they wait for each other. What is packed by transposition
   * takes twice as long; measured with two threads, as the difference that the blocks make.
   */
  private double cycles(Blocks blocks, int threads) {
    long chunks = chunks(blocks.rows(), blocks.columns());
    double chunk =
        blocks.rows() * (double) blocks.columns() / 32
            + blocks.rows() * (op.transposeLeft() ? 0.3 : 0.6)
            + blocks.columns() * (op.transposeRight() ? 0.7 : 0.35)
            + 1000.0 / depth;
    double others = chunks > 1 && threads > 1 ? chunk / 10 + 5000.0 / depth : 0;
    return Math.ceilDiv(chunks, threads) * chunk + others;
  }

  private static int parts(int whole, int most) {
    return Math.max(1, Math.ceilDiv(whole, most));
  }

  /** The size of equal parts, rounded up to a multiple. */
  private static int even(int whole, int parts, int multiple) {
    int part = Math.ceilDiv(whole, parts);
    return Math.max(1, Math.ceilDiv(part, multiple)) * multiple;
  }

  private long chunks(int high, int wide) {
    return (long) batches * Math.ceilDiv(rows, high) * Math.ceilDiv(columns, wide);
  }

  @Override
  public Call bind(Operands operands, Epilogue epilogue) {
    Blocks blocks = blocks(operands.workers().threads());
    MemorySegment[] arguments =
        SlotCall.blocks(
            FUNCTION,
            operands,
            0,
            SCRATCH,
            (block, scratch) -> fill(block, blocks, operands, scratch));
    long chunks = chunks(blocks.rows(), blocks.columns());
    SlotCall.Finished handOn =
        epilogue == null ? null : (chunk, _) -> handOn(blocks, chunk, epilogue);
    return new SlotCall(FUNCTION, arguments, chunks, 1, operands, handOn);
  }

  private void handOn(Blocks blocks, long chunk, Epilogue epilogue) {
    long across = Math.ceilDiv(columns, blocks.columns());
    long down = Math.ceilDiv(rows, blocks.rows());
    long row = chunk / across % down * blocks.rows();
    long column = chunk % across * blocks.columns();
    long high = Math.min(blocks.rows(), rows - row);
    long wide = Math.min(blocks.columns(), columns - column);
    long first = (chunk / (across * down) * rows + row) * columns + column;
    if (wide == columns) {
      epilogue.run(first, high * wide);
      return;
    }
    for (long r = 0; r < high; r++) {
      epilogue.run(first + r * columns, wide);
    }
  }

  void fill(Block block, Blocks blocks, Operands operands, MemorySegment scratch) {
    block
        .set("left", operands.input(0))
        .set("right", operands.input(1))
        .set("result", operands.output(0))
        .set("scratch", scratch)
        .set("rows", (long) rows)
        .set("columns", (long) columns)
        .set("depth", (long) depth)
        .set("left_step", (long) (op.transposeLeft() ? rows : depth))
        .set("right_step", (long) (op.transposeRight() ? depth : columns))
        .set("result_step", (long) columns)
        .set("row_block", (long) blocks.rows())
        .set("column_block", (long) blocks.columns())
        .set("transpose_left", op.transposeLeft() ? 1 : 0)
        .set("transpose_right", op.transposeRight() ? 1 : 0)
        .set("rounded", rounded ? 1 : 0);
  }

  @Override
  public long workspaceBytes() {
    return SlotCall.SLOTS * SCRATCH;
  }
}
