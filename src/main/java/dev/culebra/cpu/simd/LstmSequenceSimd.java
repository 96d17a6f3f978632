package dev.culebra.cpu.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.RecurrentSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The hidden products are added to the inputs' sums, which become gates in place. */
record LstmSequenceSimd(LstmSequence op, RecurrentForward forward) implements Kernel {
  static Choice select(LstmSequence op, Signature signature, Products by) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    RecurrentSizes sizes =
        RecurrentSizes.of(signature.inputs(), signature.inputs().size() > RecurrentSizes.LENGTHS);
    return new LstmSequenceSimd(op, new RecurrentForward(sizes, by, 4, 3));
  }

  @Override
  public long workspaceBytes() {
    return forward.scratchBytes();
  }

  @Override
  public Call bind(Operands operands) {
    SequenceRows rows = SequenceRows.of(op.name(), forward.sizes(), operands);
    return forward.call(
        operands, rows, null, operands.workspace(), new Cells(forward, rows, operands));
  }

  private record Cells(
      RecurrentForward forward,
      SequenceRows rows,
      int hidden,
      MemorySegment bias,
      MemorySegment initialHidden,
      MemorySegment initialCell,
      MemorySegment y,
      MemorySegment lastHidden,
      MemorySegment lastCell,
      MemorySegment gates,
      MemorySegment cells)
      implements RecurrentForward.Cell {
    Cells(RecurrentForward forward, SequenceRows rows, Operands operands) {
      this(
          forward,
          rows,
          forward.sizes().hidden(),
          operands.input(3),
          operands.input(4),
          operands.input(5),
          operands.output(0),
          operands.output(1),
          operands.output(2),
          operands.output(3),
          operands.output(4));
    }

    @Override
    public void step(int step, int row) {
      long place = rows.place(step, row) * hidden;
      long gate = 4 * place;
      activate(RowFunction.SIGMOID_OF_SUM, gate, 0, 2 * hidden);
      activate(RowFunction.TANH_OF_SUM, gate, 2L * hidden, hidden);
      activate(RowFunction.SIGMOID_OF_SUM, gate, 3L * hidden, hidden);
      boolean first = step == 0;
      long before = first ? (long) rows.sample(row) * hidden : place - hidden;
      cells(first ? initialCell : cells, before, place, gate);
      RowFunction.PRODUCT_WITH_TANH.run(gates, gate + 3L * hidden, cells, place, y, place, hidden);
    }

    private void activate(RowFunction function, long gate, long from, int count) {
      function.run(gates, gate + from, bias, from, gates, gate + from, count);
    }

    private void cells(MemorySegment old, long before, long place, long gate) {
      int whole = Vectors.whole(hidden);
      for (int unit = 0; unit < whole; unit += Vectors.LANES.length()) {
        FloatVector entry = Vectors.load(gates, gate + unit);
        FloatVector forget = Vectors.load(gates, gate + hidden + unit);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit);
        FloatVector cell = Vectors.load(old, before + unit);
        Vectors.store(forget.fma(cell, entry.mul(candidate)), cells, place + unit);
      }
      for (int unit = whole; unit < hidden; unit++) {
        float entry = gates.getAtIndex(JAVA_FLOAT, gate + unit);
        float forget = gates.getAtIndex(JAVA_FLOAT, gate + hidden + unit);
        float candidate = gates.getAtIndex(JAVA_FLOAT, gate + 2L * hidden + unit);
        float cell = old.getAtIndex(JAVA_FLOAT, before + unit);
        cells.setAtIndex(JAVA_FLOAT, place + unit, Math.fma(forget, cell, entry * candidate));
      }
    }

    @Override
    public void end(int sample) {
      forward.last(rows, sample, y, initialHidden, lastHidden);
      forward.last(rows, sample, cells, initialCell, lastCell);
      RecurrentForward.clear(forward.sizes(), rows, sample, y, hidden);
      RecurrentForward.clear(forward.sizes(), rows, sample, gates, 4 * hidden);
      RecurrentForward.clear(forward.sizes(), rows, sample, cells, hidden);
    }
  }
}
