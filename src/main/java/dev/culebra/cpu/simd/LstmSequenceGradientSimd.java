package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The gradient of c runs along in the output that holds that of c0 at the end. */
record LstmSequenceGradientSimd(LstmSequenceGradient op, RecurrentBackward backward)
    implements Kernel {
  private static final BinarySimd.Loop ADD = BinarySimd.loop(FloatVector::add);

  static Choice select(LstmSequenceGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    RecurrentSizes sizes = RecurrentSizes.of(signature, op.lengths());
    int arrived = sizes.inputs() + op.forwardOutputs() + 1;
    return new LstmSequenceGradientSimd(op, new RecurrentBackward(sizes, false, 2, 4, arrived));
  }

  @Override
  public long workspaceBytes() {
    return backward.workspaceBytes();
  }

  @Override
  public Call bind(Operands operands) {
    RecurrentSizes sizes = backward.sizes();
    SequenceRows rows = sizes.rows(op.name(), operands);
    RecurrentBackward.Kept kept = backward.kept(operands);
    int outputs = sizes.inputs();
    int seeds = outputs + op.forwardOutputs();
    boolean residuals = op.seeds() == op.forwardOutputs();
    Cells cells =
        new Cells(
            rows,
            sizes.hidden(),
            operands.input(5),
            operands.input(outputs + 3),
            operands.input(outputs + 4),
            operands.input(seeds),
            operands.output(4),
            operands.output(5),
            kept.sums(),
            residuals ? operands.input(seeds + 3) : null,
            residuals ? operands.input(seeds + 4) : null);
    return backward.call(operands, rows, kept, false, cells);
  }

  private record Cells(
      SequenceRows rows,
      int hidden,
      MemorySegment initialCell,
      MemorySegment gates,
      MemorySegment cells,
      MemorySegment arrived,
      MemorySegment toHidden,
      MemorySegment toCell,
      MemorySegment sums,
      MemorySegment arrivedGates,
      MemorySegment arrivedCells)
      implements RecurrentBackward.Cell {
    // Short passes over a row that stays in L1: in one method their operations are more than C2
    // inlines. The place of the sums holds what goes from one to the next.
    @Override
    public void step(int step, int row) {
      long place = rows.place(step, row) * hidden;
      long state = (long) rows.sample(row) * hidden;
      long sum = 4 * rows.packed(step, row) * hidden;
      if (arrivedCells != null) {
        ADD.run(toCell, state, false, arrivedCells, place, false, toCell, state, hidden);
      }
      squash(place, sum);
      carry(place, state, sum);
      boolean first = step == 0;
      gates(first ? initialCell : cells, first ? state : place - hidden, place, state, sum);
      if (arrivedGates != null) {
        beyond(4 * place, sum, 2 * hidden, false);
        beyond(4 * place + 2L * hidden, sum + 2L * hidden, hidden, true);
        beyond(4 * place + 3L * hidden, sum + 3L * hidden, hidden, false);
      }
    }

    /** Adds what arrived at the gates themselves, through the slope of tanh or of sigmoid. */
    private void beyond(long from, long to, int count, boolean isTanh) {
      for (int i = 0; i < count; i += Vectors.LANES.length()) {
        VectorMask<Float> mask = Vectors.rest(i, count);
        FloatVector gate = Vectors.load(gates, from + i, mask);
        FloatVector slope = isTanh ? oneMinus(gate.mul(gate)) : gate.mul(oneMinus(gate));
        FloatVector sum = Vectors.load(sums, to + i, mask);
        Vectors.store(
            slope.fma(Vectors.load(arrivedGates, from + i, mask), sum), sums, to + i, mask);
      }
    }

    private void squash(long place, long sum) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> lanes = Vectors.rest(unit, hidden);
        FloatVector cell = Vectors.load(cells, place + unit, lanes);
        Vectors.store(VectorActivation.tanh(cell), sums, sum + unit, lanes);
      }
    }

    /** From tanh(c) to the gradients of c, which replaces it, and of the exit gate's sum. */
    private void carry(long place, long state, long sum) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> lanes = Vectors.rest(unit, hidden);
        FloatVector squashed = Vectors.load(sums, sum + unit, lanes);
        FloatVector exit = Vectors.load(gates, 4 * place + 3L * hidden + unit, lanes);
        FloatVector gradient =
            Vectors.load(toHidden, state + unit, lanes)
                .add(Vectors.load(arrived, place + unit, lanes));
        FloatVector slope = oneMinus(squashed.mul(squashed));
        FloatVector cell = gradient.mul(exit).fma(slope, Vectors.load(toCell, state + unit, lanes));
        FloatVector toExit = gradient.mul(squashed).mul(exit.mul(oneMinus(exit)));
        Vectors.store(toExit, sums, sum + 3L * hidden + unit, lanes);
        Vectors.store(cell, sums, sum + unit, lanes);
      }
    }

    /** From the gradient of c to those of the other three sums and of the c before. */
    private void gates(MemorySegment old, long before, long place, long state, long sum) {
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> lanes = Vectors.rest(unit, hidden);
        FloatVector cell = Vectors.load(sums, sum + unit, lanes);
        FloatVector entry = Vectors.load(gates, 4 * place + unit, lanes);
        FloatVector forget = Vectors.load(gates, 4 * place + hidden + unit, lanes);
        FloatVector candidate = Vectors.load(gates, 4 * place + 2L * hidden + unit, lanes);
        FloatVector last = Vectors.load(old, before + unit, lanes);
        FloatVector toEntry = cell.mul(candidate).mul(entry.mul(oneMinus(entry)));
        FloatVector toForget = cell.mul(last).mul(forget.mul(oneMinus(forget)));
        FloatVector toCandidate = cell.mul(entry).mul(oneMinus(candidate.mul(candidate)));
        Vectors.store(toEntry, sums, sum + unit, lanes);
        Vectors.store(toForget, sums, sum + hidden + unit, lanes);
        Vectors.store(toCandidate, sums, sum + 2L * hidden + unit, lanes);
        Vectors.store(cell.mul(forget), toCell, state + unit, lanes);
      }
    }

    private static FloatVector oneMinus(FloatVector value) {
      return Vectors.all(1).sub(value);
    }
  }
}
