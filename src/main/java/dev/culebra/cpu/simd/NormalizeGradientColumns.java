package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums of each column's pieces, their combination in double, and one pass that writes. Memory is
 * read twice.
 */
record NormalizeGradientColumns(NormalizeLayout layout, double epsilon) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  /** Rows of a column's mean, scale, slope and level. */
  private static final int ROWS = 4;

  /** Workspace: two rows for each piece, {@link #ROWS} and two rows for each outer index. */
  @Override
  public long workspaceBytes() {
    return 4 * (totalsFrom() + 2L * layout.outer() * layout.width());
  }

  private long rowsFrom() {
    return (long) layout.outer() * layout.pieces() * 2 * layout.wide();
  }

  private long totalsFrom() {
    return rowsFrom() + (long) layout.outer() * ROWS * layout.wide();
  }

  private long rows(long outer) {
    return rowsFrom() + outer * ROWS * layout.wide();
  }

  /** Where the totals of a column's products (then of its gradients) lie. */
  private long totals(long outer) {
    return totalsFrom() + outer * 2 * layout.width();
  }

  @Override
  public Call bind(Operands operands) {
    int residuals = layout.affine() ? 3 : 1;
    MemorySegment x = operands.input(0);
    MemorySegment weight =
        layout.affine() ? operands.input(1) : NormalizeSimd.row(layout.width(), 1);
    MemorySegment means = operands.input(residuals + 1);
    MemorySegment variances = operands.input(residuals + 2);
    MemorySegment arrived = operands.input(residuals + 3);
    MemorySegment space = operands.workspace();
    int wide = layout.wide();
    int tall = layout.tall();
    List<Call> calls = new ArrayList<>();
    calls.add(() -> spread(means, space));
    calls.add(
        NormalizePieces.call(
            layout,
            operands.workers(),
            (from, rows, columns, place, outerColumn) -> {
              long mean = rows(outerColumn / wide) + outerColumn % wide;
              NormalizeColumns.products(
                  x, arrived, from, wide, rows, columns, space, mean, space, place, place + wide);
            }));
    calls.add(
        Rows.call(
            operands.workers(),
            (long) layout.outer() * layout.groups(),
            Math.max(1, (long) layout.pieces() * wide / Math.max(1, layout.groups())),
            (begin, end) -> {
              for (long statistic = begin; statistic < end; statistic++) {
                float variance = variances.getAtIndex(FLOAT, statistic);
                combine(space, weight, statistic, 1 / Math.sqrt(variance + epsilon));
              }
            }));
    calls.add(
        Rows.call(
            operands.workers(),
            (long) layout.outer() * tall,
            wide,
            (begin, end) -> {
              for (long row = begin; row < end; row++) {
                long mean = rows(row / tall);
                NormalizeColumns.toInput(
                    x,
                    arrived,
                    operands.output(0),
                    row * wide,
                    space,
                    mean,
                    mean + wide,
                    mean + 2L * wide,
                    mean + 3L * wide,
                    wide);
              }
            }));
    if (layout.affine()) {
      calls.add(() -> store(operands, space));
    }
    return Calls.sequence(calls);
  }

  private void spread(MemorySegment means, MemorySegment space) {
    for (int outer = 0; outer < layout.outer(); outer++) {
      for (int column = 0; column < layout.wide(); column++) {
        int group = column % layout.width() / layout.inner();
        float mean = means.getAtIndex(FLOAT, (long) outer * layout.groups() + group);
        space.setAtIndex(FLOAT, rows(outer) + column, mean);
      }
    }
  }

  private void combine(MemorySegment space, MemorySegment weight, long statistic, double root) {
    int outer = (int) (statistic / layout.groups());
    int first = (int) (statistic % layout.groups()) * layout.inner();
    long scales = layout.ownRows() ? (long) outer * layout.width() : 0;
    double sum = 0;
    double product = 0;
    for (int column = first; column < first + layout.inner(); column++) {
      double toBias = column(space, outer, column, 0);
      double toWeight = root * column(space, outer, column, layout.wide());
      space.setAtIndex(FLOAT, totals(outer) + column, (float) toWeight);
      space.setAtIndex(FLOAT, totals(outer) + layout.width() + column, (float) toBias);
      float scale = weight.getAtIndex(FLOAT, scales + column);
      sum += scale * toBias;
      product += scale * toWeight;
    }
    float slope = (float) (root * root * product / layout.count());
    float level = (float) (root * sum / layout.count());
    for (int start = first; start < layout.wide(); start += layout.width()) {
      for (int column = start; column < start + layout.inner(); column++) {
        double scale = root * weight.getAtIndex(FLOAT, scales + column % layout.width());
        long row = rows(outer) + column;
        space.setAtIndex(FLOAT, row + layout.wide(), (float) scale);
        space.setAtIndex(FLOAT, row + 2L * layout.wide(), slope);
        space.setAtIndex(FLOAT, row + 3L * layout.wide(), level);
      }
    }
  }

  /** One column's total over its copies and pieces. */
  private double column(MemorySegment space, int outer, int column, int row) {
    double total = 0;
    for (int piece = 0; piece < layout.pieces(); piece++) {
      long place = ((long) outer * layout.pieces() + piece) * 2 * layout.wide() + row;
      for (int copy = column; copy < layout.wide(); copy += layout.width()) {
        total += space.getAtIndex(FLOAT, place + copy);
      }
    }
    return total;
  }

  private void store(Operands operands, MemorySegment space) {
    int width = layout.width();
    int rows = layout.ownRows() ? layout.outer() : 1;
    int added = layout.ownRows() ? 1 : layout.outer();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column++) {
        double toWeight = 0;
        double toBias = 0;
        for (int outer = row; outer < row + added; outer++) {
          toWeight += space.getAtIndex(FLOAT, totals(outer) + column);
          toBias += space.getAtIndex(FLOAT, totals(outer) + width + column);
        }
        operands.output(1).setAtIndex(FLOAT, (long) row * width + column, (float) toWeight);
        operands.output(2).setAtIndex(FLOAT, (long) row * width + column, (float) toBias);
      }
    }
  }
}
