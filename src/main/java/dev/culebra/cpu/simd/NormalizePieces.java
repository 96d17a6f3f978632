package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.par.Workers;

/** The pieces of columns from which partial results are made: blocks of rows and of columns. */
final class NormalizePieces {
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
}
