package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequence;
import dev.culebra.op.RecurrentSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** The hidden products stay apart from the inputs' sums until the reset gate is known. */
record GruSequenceSimd(GruSequence op, RecurrentForward forward) implements Kernel {
  static Choice select(GruSequence op, Signature signature, Products by) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    RecurrentSizes sizes =
        RecurrentSizes.of(signature.inputs(), signature.inputs().size() > RecurrentSizes.LENGTHS);
    return new GruSequenceSimd(op, new RecurrentForward(sizes, by, 5, 2));
  }

  private long productBytes() {
    return 4L * forward.sizes().samples() * forward.sizes().gates();
  }

  /** Workspace: one step's hidden products, then what the matrix products need. */
  @Override
  public long workspaceBytes() {
    return RecurrentForward.aligned(productBytes()) + forward.scratchBytes();
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment products = operands.workspace().asSlice(0, productBytes());
    MemorySegment scratch = operands.workspace().asSlice(RecurrentForward.aligned(productBytes()));
    SequenceRows rows = SequenceRows.of(op.name(), forward.sizes(), operands);
    Gates gates = new Gates(forward, rows, forward.sizes().hidden(), operands, products);
    return forward.call(operands, rows, products, scratch, gates);
  }

  private record Gates(
      RecurrentForward forward,
      SequenceRows rows,
      int hidden,
      Operands operands,
      MemorySegment products)
      implements RecurrentForward.Cell {
    @Override
    public void step(int step, int row) {
      MemorySegment gates = operands.output(2);
      MemorySegment y = operands.output(0);
      long place = rows.place(step, row) * hidden;
      long gate = 3 * place;
      long sums = 3L * row * hidden;
      long candidate = gate + 2L * hidden;
      long product = sums + 2L * hidden;
      RowFunction.ADD.run(gates, gate, operands.input(3), 0, gates, gate, 3 * hidden);
      RowFunction.ADD.run(products, sums, operands.input(4), 0, products, sums, 3 * hidden);
      MemorySegment.copy(products, 4 * product, operands.output(3), 4 * place, 4L * hidden);
      RowFunction.SIGMOID_OF_SUM.run(gates, gate, products, sums, gates, gate, 2 * hidden);
      RowFunction.MULTIPLY.run(gates, gate, products, product, products, product, hidden);
      RowFunction.TANH_OF_SUM.run(gates, candidate, products, product, gates, candidate, hidden);
      boolean first = step == 0;
      states(
          first ? operands.input(5) : y,
          first ? (long) rows.sample(row) * hidden : place - hidden,
          gates,
          gate,
          y,
          place,
          hidden);
    }

    @Override
    public void end(int sample) {
      forward.last(rows, sample, operands.output(0), operands.input(5), operands.output(1));
      RecurrentForward.clear(forward.sizes(), rows, sample, operands.output(0), hidden);
      RecurrentForward.clear(forward.sizes(), rows, sample, operands.output(2), 3 * hidden);
      RecurrentForward.clear(forward.sizes(), rows, sample, operands.output(3), hidden);
    }

    /** {@code h = n + z·(h(t−1) − n)}. */
    private static void states(
        MemorySegment old,
        long oldPlace,
        MemorySegment gates,
        long gate,
        MemorySegment y,
        long place,
        int hidden) {
      int whole = hidden - hidden % Vectors.LANES.length();
      for (int unit = 0; unit < whole; unit += Vectors.LANES.length()) {
        FloatVector keep = Vectors.load(gates, gate + hidden + unit);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit);
        FloatVector distance = Vectors.load(old, oldPlace + unit).sub(candidate);
        Vectors.store(keep.fma(distance, candidate), y, place + unit);
      }
      for (int unit = whole; unit < hidden; unit++) {
        float keep = gates.getAtIndex(ValueLayout.JAVA_FLOAT, gate + hidden + unit);
        float candidate = gates.getAtIndex(ValueLayout.JAVA_FLOAT, gate + 2L * hidden + unit);
        float distance = old.getAtIndex(ValueLayout.JAVA_FLOAT, oldPlace + unit) - candidate;
        y.setAtIndex(ValueLayout.JAVA_FLOAT, place + unit, Math.fma(keep, distance, candidate));
      }
    }
  }
}
