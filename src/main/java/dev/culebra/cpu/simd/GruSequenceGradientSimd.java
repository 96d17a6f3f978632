package dev.culebra.cpu.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.op.RecurrentSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** What the gate z lets through stays in the gradient of h; the products' gradients are added. */
record GruSequenceGradientSimd(GruSequenceGradient op, RecurrentBackward backward)
    implements Kernel {
  static Choice select(GruSequenceGradient op, Signature signature, Products by) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    if (op.seeds() != 2) {
      return Choice.refuse("gradients of gates or products arrived");
    }
    RecurrentSizes sizes = RecurrentSizes.of(signature.inputs(), op.lengths());
    int arrived = sizes.inputs() + op.forwardOutputs() + 1;
    return new GruSequenceGradientSimd(op, new RecurrentBackward(sizes, by, true, 1, 5, arrived));
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
      int whole = Vectors.whole(hidden);
      for (int unit = 0; unit < whole; unit += Vectors.LANES.length()) {
        FloatVector reset = Vectors.load(gates, gate + unit);
        FloatVector keep = Vectors.load(gates, gate + hidden + unit);
        FloatVector candidate = Vectors.load(gates, gate + 2L * hidden + unit);
        FloatVector product = Vectors.load(candidates, place + unit);
        FloatVector before = Vectors.load(previous, packed + unit);
        FloatVector gradient =
            Vectors.load(toHidden, state + unit).add(Vectors.load(arrived, place + unit));
        FloatVector toCandidate =
            gradient.mul(oneMinus(keep)).mul(oneMinus(candidate.mul(candidate)));
        FloatVector toReset = toCandidate.mul(product).mul(reset.mul(oneMinus(reset)));
        FloatVector toKeep = gradient.mul(before.sub(candidate)).mul(keep.mul(oneMinus(keep)));
        Vectors.store(toReset, sums, sum + unit);
        Vectors.store(toReset, products, sum + unit);
        Vectors.store(toKeep, sums, sum + hidden + unit);
        Vectors.store(toKeep, products, sum + hidden + unit);
        Vectors.store(toCandidate, sums, sum + 2L * hidden + unit);
        Vectors.store(toCandidate.mul(reset), products, sum + 2L * hidden + unit);
        Vectors.store(gradient.mul(keep), toHidden, state + unit);
      }
      // One by one: where a mask may be there or not, vectors become objects.
      for (int unit = whole; unit < hidden; unit++) {
        float reset = gates.getAtIndex(JAVA_FLOAT, gate + unit);
        float keep = gates.getAtIndex(JAVA_FLOAT, gate + hidden + unit);
        float candidate = gates.getAtIndex(JAVA_FLOAT, gate + 2L * hidden + unit);
        float product = candidates.getAtIndex(JAVA_FLOAT, place + unit);
        float before = previous.getAtIndex(JAVA_FLOAT, packed + unit);
        float gradient =
            toHidden.getAtIndex(JAVA_FLOAT, state + unit)
                + arrived.getAtIndex(JAVA_FLOAT, place + unit);
        float toCandidate = gradient * (1 - keep) * (1 - candidate * candidate);
        float toReset = toCandidate * product * (reset * (1 - reset));
        float toKeep = gradient * (before - candidate) * (keep * (1 - keep));
        sums.setAtIndex(JAVA_FLOAT, sum + unit, toReset);
        products.setAtIndex(JAVA_FLOAT, sum + unit, toReset);
        sums.setAtIndex(JAVA_FLOAT, sum + hidden + unit, toKeep);
        products.setAtIndex(JAVA_FLOAT, sum + hidden + unit, toKeep);
        sums.setAtIndex(JAVA_FLOAT, sum + 2L * hidden + unit, toCandidate);
        products.setAtIndex(JAVA_FLOAT, sum + 2L * hidden + unit, toCandidate * reset);
        toHidden.setAtIndex(JAVA_FLOAT, state + unit, gradient * keep);
      }
    }

    private static FloatVector oneMinus(FloatVector value) {
      return Vectors.all(1).sub(value);
    }
  }
}
