package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Normalize;
import dev.culebra.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Rows one by one, or columns in three steps: mean and squares of pieces that stay in L2, their
 * combination in double (Chan et al. 1979), and one pass that writes. Memory is read twice.
 */
record NormalizeSimd(NormalizeLayout layout, double epsilon) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  /** Rows of a column's mean, scale and shift. */
  private static final int ROWS = 3;

  static Choice select(Normalize op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    boolean affine = signature.inputs().size() == 3;
    NormalizeLayout layout =
        NormalizeLayout.of(
            signature.input(0).shape(), op.axes(), affine ? signature.input(1).shape() : null);
    return layout == null
        ? Choice.refuse("axes " + op.axes() + " lie apart")
        : new NormalizeSimd(layout, op.epsilon());
  }

  @Override
  public long workspaceBytes() {
    return layout.depth() == 1
        ? 0
        : 4 * (rowsFrom() + (long) layout.outer() * ROWS * layout.wide());
  }

  private long rowsFrom() {
    return (long) layout.outer() * layout.pieces() * 2 * layout.wide();
  }

  @Override
  public boolean inPlace(int output, int input) {
    return output == 0 && input == 0;
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment weight = layout.affine() ? operands.input(1) : row(layout.width(), 1);
    MemorySegment bias = layout.affine() ? operands.input(2) : row(layout.width(), 0);
    return layout.depth() == 1
        ? Rows.call(
            operands.workers(),
            (long) layout.outer() * layout.groups(),
            layout.inner(),
            (begin, end) -> rows(operands, weight, bias, begin, end))
        : columns(operands, weight, bias);
  }

  /** A row of one number, for normalization without scale and shift. */
  static MemorySegment row(int width, float number) {
    MemorySegment row = Arena.ofAuto().allocate(4L * width, 64);
    for (int i = 0; i < width; i++) {
      row.setAtIndex(FLOAT, i, number);
    }
    return row;
  }

  private void rows(
      Operands operands, MemorySegment weight, MemorySegment bias, long begin, long end) {
    MemorySegment x = operands.input(0);
    int inner = layout.inner();
    for (long segment = begin; segment < end; segment++) {
      long from = segment * inner;
      float mean = (float) (NormalizeRows.total(x, from, inner) / inner);
      double variance = NormalizeRows.squares(x, from, inner, mean) / inner;
      operands.output(1).setAtIndex(FLOAT, segment, mean);
      operands.output(2).setAtIndex(FLOAT, segment, (float) variance);
      float root = (float) (1 / Math.sqrt(variance + epsilon));
      long row = (layout.ownRows() ? segment : segment % layout.groups()) * inner;
      NormalizeRows.apply(x, operands.output(0), from, weight, bias, row, inner, mean, root);
    }
  }

  private Call columns(Operands operands, MemorySegment weight, MemorySegment bias) {
    MemorySegment x = operands.input(0);
    MemorySegment y = operands.output(0);
    MemorySegment space = operands.workspace();
    int wide = layout.wide();
    int tall = layout.tall();
    long work = (long) layout.pieces() * wide / Math.max(1, layout.groups());
    Call moments =
        NormalizePieces.call(
            layout,
            operands.workers(),
            (from, rows, columns, place, outerColumn) ->
                NormalizeColumns.moments(x, from, wide, rows, columns, space, place, place + wide));
    Call combine =
        Rows.call(
            operands.workers(),
            (long) layout.outer() * layout.groups(),
            Math.max(1, work),
            (begin, end) -> {
              for (long statistic = begin; statistic < end; statistic++) {
                combine(operands, weight, bias, statistic);
              }
            });
    Call apply =
        Rows.call(
            operands.workers(),
            (long) layout.outer() * tall,
            wide,
            (begin, end) -> {
              for (long row = begin; row < end; row++) {
                long mean = rowsFrom() + row / tall * ROWS * wide;
                NormalizeColumns.apply(
                    x, y, row * wide, space, mean, mean + wide, mean + 2L * wide, wide);
              }
            });
    return Calls.sequence(List.of(moments, combine, apply));
  }

  private void combine(
      Operands operands, MemorySegment weight, MemorySegment bias, long statistic) {
    MemorySegment space = operands.workspace();
    int outer = (int) (statistic / layout.groups());
    int group = (int) (statistic % layout.groups());
    double total = 0;
    for (int piece = 0; piece < layout.pieces(); piece++) {
      total += rowsOf(piece) * sum(space, place(outer, piece), group);
    }
    double mean = total / layout.count();
    double squares = 0;
    for (int piece = 0; piece < layout.pieces(); piece++) {
      long place = place(outer, piece);
      squares += sum(space, place + layout.wide(), group);
      squares += rowsOf(piece) * spread(space, place, group, mean);
    }
    double variance = squares / layout.count();
    operands.output(1).setAtIndex(FLOAT, statistic, (float) mean);
    operands.output(2).setAtIndex(FLOAT, statistic, (float) variance);
    double root = 1 / Math.sqrt(variance + epsilon);
    long scales = layout.ownRows() ? (long) outer * layout.width() : 0;
    long rows = rowsFrom() + (long) outer * ROWS * layout.wide();
    for (int first = group * layout.inner(); first < layout.wide(); first += layout.width()) {
      for (int column = first; column < first + layout.inner(); column++) {
        long own = scales + column % layout.width();
        space.setAtIndex(FLOAT, rows + column, (float) mean);
        double scale = root * weight.getAtIndex(FLOAT, own);
        space.setAtIndex(FLOAT, rows + layout.wide() + column, (float) scale);
        float shift = bias.getAtIndex(FLOAT, own);
        space.setAtIndex(FLOAT, rows + 2L * layout.wide() + column, shift);
      }
    }
  }

  private int rowsOf(int piece) {
    return Math.min(layout.pieceRows(), layout.tall() - piece * layout.pieceRows());
  }

  private long place(int outer, int piece) {
    return ((long) outer * layout.pieces() + piece) * 2 * layout.wide();
  }

  /** Sum over a group's columns. */
  private double sum(MemorySegment space, long place, int group) {
    double sum = 0;
    for (int first = group * layout.inner(); first < layout.wide(); first += layout.width()) {
      for (int column = first; column < first + layout.inner(); column++) {
        sum += space.getAtIndex(FLOAT, place + column);
      }
    }
    return sum;
  }

  /** Sum over a group's columns of the squared distances from the mean. */
  private double spread(MemorySegment space, long place, int group, double mean) {
    double sum = 0;
    for (int first = group * layout.inner(); first < layout.wide(); first += layout.width()) {
      for (int column = first; column < first + layout.inner(); column++) {
        double distance = space.getAtIndex(FLOAT, place + column) - mean;
        sum += distance * distance;
      }
    }
    return sum;
  }
}
