package dev.culebra.cpu.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Tanh;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.op.RecurrentSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The gradient of c runs along in the output that holds that of c0 at the end. */
record LstmSequenceGradientSimd(LstmSequenceGradient op, RecurrentBackward backward)
    implements Kernel {
  static Choice select(LstmSequenceGradient op, Signature signature, Products by) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    RecurrentSizes sizes = RecurrentSizes.of(signature.inputs(), op.lengths());
    int arrived = sizes.inputs() + op.forwardOutputs() + 1;
    return new LstmSequenceGradientSimd(op, new RecurrentBackward(sizes, by, false, 2, 4, arrived));
  }

  @Override
  public long workspaceBytes() {
    return backward.workspaceBytes();
  }

  @Override
  public Call bind(Operands operands) {
    RecurrentSizes sizes = backward.sizes();
    SequenceRows rows = SequenceRows.of(op.name(), sizes, operands);
    RecurrentBackward.Kept kept = backward.kept(operands);
    int outputs = sizes.inputs();
    int seeds = outputs + op.forwardOutputs();
    boolean residuals = op.hasResiduals();
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
    // inlines. The place of the sums holds what goes from one to the next. Elements that do not
    // fill a vector come one by one: where a mask may be there or not, vectors become objects.
    @Override
    public void step(int step, int row) {
      long place = rows.place(step, row) * hidden;
      long state = (long) rows.sample(row) * hidden;
      long sum = 4 * rows.packed(step, row) * hidden;
      if (arrivedCells != null) {
        RowFunction.ADD.run(toCell, state, arrivedCells, place, toCell, state, hidden);
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
      int whole = Vectors.whole(count);
      for (int i = 0; i < whole; i += Vectors.LANES.length()) {
        FloatVector gate = Vectors.load(gates, from + i);
        FloatVector slope = isTanh ? oneMinus(gate.mul(gate)) : gate.mul(oneMinus(gate));
        FloatVector gradient = Vectors.load(arrivedGates, from + i);
        Vectors.store(slope.fma(gradient, Vectors.load(sums, to + i)), sums, to + i);
      }
      for (int i = whole; i < count; i++) {
        float gate = gates.getAtIndex(JAVA_FLOAT, from + i);
        float slope = isTanh ? 1 - gate * gate : gate * (1 - gate);
        float gradient = arrivedGates.getAtIndex(JAVA_FLOAT, from + i);
        float sum = sums.getAtIndex(JAVA_FLOAT, to + i);
        sums.setAtIndex(JAVA_FLOAT, to + i, Math.fma(slope, gradient, sum));
      }
    }

    private void squash(long place, long sum) {
      int whole = Vectors.whole(hidden);
      for (int unit = 0; unit < whole; unit += Vectors.LANES.length()) {
        FloatVector cell = Vectors.load(cells, place + unit);
        Vectors.store(VectorActivation.tanh(cell), sums, sum + unit);
      }
      for (int unit = whole; unit < hidden; unit++) {
        float cell = cells.getAtIndex(JAVA_FLOAT, place + unit);
        sums.setAtIndex(JAVA_FLOAT, sum + unit, Tanh.tanh(cell));
      }
    }

    /** From tanh(c) to the gradients of c, which replaces it, and of the exit gate's sum. */
    private void carry(long place, long state, long sum) {
      int whole = Vectors.whole(hidden);
      for (int unit = 0; unit < whole; unit += Vectors.LANES.length()) {
        FloatVector squashed = Vectors.load(sums, sum + unit);
        FloatVector exit = Vectors.load(gates, 4 * place + 3L * hidden + unit);
        FloatVector gradient =
            Vectors.load(toHidden, state + unit).add(Vectors.load(arrived, place + unit));
        FloatVector slope = oneMinus(squashed.mul(squashed));
        FloatVector cell = gradient.mul(exit).fma(slope, Vectors.load(toCell, state + unit));
        FloatVector toExit = gradient.mul(squashed).mul(exit.mul(oneMinus(exit)));
        Vectors.store(toExit, sums, sum + 3L * hidden + unit);
        Vectors.store(cell, sums, sum + unit);
      }
      for (int unit = whole; unit < hidden; unit++) {
        float squashed = sums.getAtIndex(JAVA_FLOAT, sum + unit);
        float exit = gates.getAtIndex(JAVA_FLOAT, 4 * place + 3L * hidden + unit);
        float gradient =
            toHidden.getAtIndex(JAVA_FLOAT, state + unit)
                + arrived.getAtIndex(JAVA_FLOAT, place + unit);
        float slope = 1 - squashed * squashed;
        float cell = Math.fma(gradient * exit, slope, toCell.getAtIndex(JAVA_FLOAT, state + unit));
        float toExit = gradient * squashed * (exit * (1 - exit));
        sums.setAtIndex(JAVA_FLOAT, sum + 3L * hidden + unit, toExit);
        sums.setAtIndex(JAVA_FLOAT, sum + unit, cell);
      }
    }

    /** From the gradient of c to those of the other three sums and of the c before. */
    private void gates(MemorySegment old, long before, long place, long state, long sum) {
      int whole = Vectors.whole(hidden);
      long gate = 4 * place;
      for (int unit = 0; unit < whole; unit += Vectors.LANES.length()) {
        FloatVector cell = Vectors.load(sums, sum + unit);
        FloatVector entry = Vectors.load(gates, gate + unit);
        FloatVector forget = Vectors.load(gates, gate + hidden + unit);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit);
        FloatVector last = Vectors.load(old, before + unit);
        FloatVector toEntry = cell.mul(candidate).mul(entry.mul(oneMinus(entry)));
        FloatVector toForget = cell.mul(last).mul(forget.mul(oneMinus(forget)));
        FloatVector toCandidate = cell.mul(entry).mul(oneMinus(candidate.mul(candidate)));
        Vectors.store(toEntry, sums, sum + unit);
        Vectors.store(toForget, sums, sum + hidden + unit);
        Vectors.store(toCandidate, sums, sum + 2L * hidden + unit);
        Vectors.store(cell.mul(forget), toCell, state + unit);
      }
      for (int unit = whole; unit < hidden; unit++) {
        float cell = sums.getAtIndex(JAVA_FLOAT, sum + unit);
        float entry = gates.getAtIndex(JAVA_FLOAT, gate + unit);
        float forget = gates.getAtIndex(JAVA_FLOAT, gate + hidden + unit);
        float candidate = gates.getAtIndex(JAVA_FLOAT, gate + 2L * hidden + unit);
        float last = old.getAtIndex(JAVA_FLOAT, before + unit);
        float toEntry = cell * candidate * (entry * (1 - entry));
        float toForget = cell * last * (forget * (1 - forget));
        float toCandidate = cell * entry * (1 - candidate * candidate);
        sums.setAtIndex(JAVA_FLOAT, sum + unit, toEntry);
        sums.setAtIndex(JAVA_FLOAT, sum + hidden + unit, toForget);
        sums.setAtIndex(JAVA_FLOAT, sum + 2L * hidden + unit, toCandidate);
        toCell.setAtIndex(JAVA_FLOAT, state + unit, cell * forget);
      }
    }

    private static FloatVector oneMinus(FloatVector value) {
      return Vectors.all(1).sub(value);
    }
  }
}
