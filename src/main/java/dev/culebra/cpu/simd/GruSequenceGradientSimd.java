package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** What the gate z lets through stays in the gradient of h; the products' gradients are added. */
record GruSequenceGradientSimd(GruSequenceGradient op, RecurrentBackward backward)
    implements Kernel {
  static Choice select(GruSequenceGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    if (op.seeds() != 2) {
      return Choice.refuse("gradients of gates or products arrived");
    }
    RecurrentSizes sizes = RecurrentSizes.of(signature, op.lengths());
    int arrived = sizes.inputs() + op.forwardOutputs() + 1;
    return new GruSequenceGradientSimd(op, new RecurrentBackward(sizes, true, 1, 5, arrived));
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
    Gates gates =
        new Gates(
            rows,
            sizes.hidden(),
            operands.input(outputs + 2),
            operands.input(outputs + 3),
            operands.input(outputs + op.forwardOutputs()),
            operands.output(5),
            kept.sums(),
            kept.products(),
            kept.previous());
    return backward.call(operands, rows, kept, true, gates);
  }

  private record Gates(
      SequenceRows rows,
      int hidden,
      MemorySegment gates,
      MemorySegment candidates,
      MemorySegment arrived,
      MemorySegment toHidden,
      MemorySegment sums,
      MemorySegment products,
      MemorySegment previous)
      implements RecurrentBackward.Cell {
    @Override
    public void step(int step, int row) {
      long place = rows.place(step, row) * hidden;
      long packed = rows.packed(step, row) * hidden;
      gradients(place, (long) rows.sample(row) * hidden, packed);
    }

    private void gradients(long place, long state, long packed) {
      long gate = 3 * place;
      long sum = 3 * packed;
      for (int unit = 0; unit < hidden; unit += Vectors.LANES.length()) {
        VectorMask<Float> mask = Vectors.rest(unit, hidden);
        FloatVector reset = Vectors.load(gates, gate + unit, mask);
        FloatVector keep = Vectors.load(gates, gate + hidden + unit, mask);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit, mask);
        FloatVector product = Vectors.load(candidates, place + unit, mask);
        FloatVector before = Vectors.load(previous, packed + unit, mask);
        FloatVector gradient =
            Vectors.load(toHidden, state + unit, mask)
                .add(Vectors.load(arrived, place + unit, mask));
        FloatVector toCandidate =
            gradient.mul(oneMinus(keep)).mul(oneMinus(candidate.mul(candidate)));
        FloatVector toReset = toCandidate.mul(product).mul(reset.mul(oneMinus(reset)));
        FloatVector toKeep = gradient.mul(before.sub(candidate)).mul(keep.mul(oneMinus(keep)));
        Vectors.store(toReset, sums, sum + unit, mask);
        Vectors.store(toReset, products, sum + unit, mask);
        Vectors.store(toKeep, sums, sum + hidden + unit, mask);
        Vectors.store(toKeep, products, sum + hidden + unit, mask);
        Vectors.store(toCandidate, sums, sum + 2L * hidden + unit, mask);
        Vectors.store(toCandidate.mul(reset), products, sum + 2L * hidden + unit, mask);
        Vectors.store(gradient.mul(keep), toHidden, state + unit, mask);
      }
    }

    private static FloatVector oneMinus(FloatVector value) {
      return Vectors.all(1).sub(value);
    }
  }
}
