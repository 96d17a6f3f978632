package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.par.Workers;

/** The pieces of columns from which partial results are made: blocks of rows and of columns. */
final class NormalizePieces {
  /** Elements of a block of rows: with what is read and written beside them half of an L1. */
  private static final int BLOCK = 2048;

  /** So that the statistics, loaded once for a block, cost little. */
  private static final int FEW_ROWS = 8;

  private static final int MANY_ROWS = 64;

  private NormalizePieces() {}

  /** Makes the two partial results of a piece. */
  @FunctionalInterface
  interface Body {
    /**
     * @param from the piece's first element
     * @param place where its first partial results go, the second ones a row later
     * @param outerColumn its first column among the rows of all outer indices
     */
    void run(long from, int rows, int columns, long place, long outerColumn);
  }

  static Call call(NormalizeLayout layout, Workers workers, Body body) {
    int wide = layout.wide();
    int tall = layout.tall();
    int pieces = layout.pieces();
    int block = (int) ReducePass.WIDTH;
    int blocks = (wide + block - 1) / block;
    return Rows.call(
        workers,
        (long) layout.outer() * pieces * blocks,
        (long) Math.min(tall, layout.pieceRows()) * Math.min(wide, block),
        (begin, end) -> {
          for (long unit = begin; unit < end; unit++) {
            int column = (int) (unit % blocks) * block;
            long part = unit / blocks;
            int row = (int) (part % pieces) * layout.pieceRows();
            long outer = part / pieces;
            body.run(
                (outer * tall + row) * wide + column,
                Math.min(layout.pieceRows(), tall - row),
                Math.min(block, wide - column),
                part * 2 * wide + column,
                outer * wide + column);
          }
        });
  }

  /** Does rows that have the same statistics. */
  @FunctionalInterface
  interface RowBlock {
    void run(long outer, long row, int rows);
  }

  /** All rows of all outer indices, in blocks that stay in L1 while their columns are gone over. */
  static Call rows(NormalizeLayout layout, Workers workers, RowBlock body) {
    int tall = layout.tall();
    int block = Math.clamp(BLOCK / Math.max(1, layout.wide()), FEW_ROWS, MANY_ROWS);
    return Rows.call(
        workers,
        (long) layout.outer() * tall,
        layout.wide(),
        (begin, end) -> {
          for (long row = begin; row < end; ) {
            long outer = row / tall;
            int rows = (int) Math.min(block, Math.min(end, (outer + 1) * tall) - row);
            body.run(outer, row, rows);
            row += rows;
          }
        });
  }
}
