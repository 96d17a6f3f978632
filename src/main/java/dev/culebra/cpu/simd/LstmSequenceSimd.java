package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LstmSequence;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The hidden products are added to the inputs' sums, which become gates in place. */
record LstmSequenceSimd(LstmSequence op, RecurrentForward forward) implements Kernel {
  private static final BinarySimd.Loop SIGMOID =
      BinarySimd.loop((sum, bias) -> VectorActivation.sigmoid(sum.add(bias)));
  private static final BinarySimd.Loop TANH =
      BinarySimd.loop((sum, bias) -> VectorActivation.tanh(sum.add(bias)));
  private static final BinarySimd.Loop OUTPUT =
      BinarySimd.loop((exit, cell) -> exit.mul(VectorActivation.tanh(cell)));

  static Choice select(LstmSequence op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    RecurrentSizes sizes = RecurrentSizes.of(signature, signature.inputs().size() > 6);
    return new LstmSequenceSimd(op, new RecurrentForward(sizes, 4, 3));
  }

  @Override
  public long workspaceBytes() {
    return forward.scratchBytes();
  }

  @Override
  public Call bind(Operands operands) {
    SequenceRows rows = forward.sizes().rows(op.name(), operands);
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
      activate(SIGMOID, gate, 0, 2L * hidden);
      activate(TANH, gate, 2L * hidden, hidden);
      activate(SIGMOID, gate, 3L * hidden, hidden);
      boolean first = step == 0;
      long before = first ? (long) rows.sample(row) * hidden : place - hidden;
      cells(first ? initialCell : cells, before, place, gate);
      OUTPUT.run(gates, gate + 3L * hidden, false, cells, place, false, y, place, hidden);
    }

    private void activate(BinarySimd.Loop loop, long gate, long from, long count) {
      loop.run(gates, gate + from, false, bias, from, false, gates, gate + from, count);
    }

    private void cells(MemorySegment old, long before, long place, long gate) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> mask = Vectors.rest(unit, hidden);
        FloatVector entry = Vectors.load(gates, gate + unit, mask);
        FloatVector forget = Vectors.load(gates, gate + hidden + unit, mask);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit, mask);
        FloatVector cell = Vectors.load(old, before + unit, mask);
        Vectors.store(forget.fma(cell, entry.mul(candidate)), cells, place + unit, mask);
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
