package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Philox;
import dev.culebra.op.VqRevive;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies of rows; in place only those of dead codes are written. */
record VqReviveSimd(VqRevive op, VqSizes sizes) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  static Choice select(VqRevive op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new VqReviveSimd(op, VqSizes.of(signature.input(3), signature.input(0)))
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    return Rows.call(
        operands.workers(),
        (long) sizes.heads() * sizes.codes(),
        sizes.depth(),
        (begin, end) -> run(operands, begin, end));
  }

  private void run(Operands operands, long begin, long end) {
    boolean possible = operands.input(5).getAtIndex(FLOAT, 0) != 0 && sizes.samples() > 0;
    for (long code = begin; code < end; code++) {
      float count = operands.input(1).getAtIndex(FLOAT, code);
      if (possible && count < op.threshold()) {
        revive(operands, code);
        operands.output(1).setAtIndex(FLOAT, code, op.threshold());
      } else {
        keep(operands.input(0), code, operands.output(0));
        keep(operands.input(2), code, operands.output(2));
        operands.output(1).setAtIndex(FLOAT, code, count);
      }
    }
  }

  private void revive(Operands operands, long code) {
    MemorySegment counter = operands.input(4);
    long seed = counter.getAtIndex(ValueLayout.JAVA_LONG, 0);
    int step = (int) counter.getAtIndex(ValueLayout.JAVA_LONG, 1);
    long offset = counter.getAtIndex(ValueLayout.JAVA_LONG, 2);
    int sample =
        VqRevive.draw(Philox.word(seed, step, op.stream(), offset + code), sizes.samples());
    int depth = sizes.depth();
    long from = ((long) sample * sizes.heads() + code / sizes.codes()) * depth;
    long to = code * depth;
    CodeRows.scale(operands.input(3), from, operands.output(0), to, depth, 1);
    CodeRows.scale(operands.input(3), from, operands.output(2), to, depth, op.threshold());
  }

  private void keep(MemorySegment from, long code, MemorySegment to) {
    if (from.address() != to.address()) {
      long bytes = 4L * sizes.depth();
      MemorySegment.copy(from, code * bytes, to, code * bytes, bytes);
    }
  }

  @Override
  public boolean inPlace(int output, int input) {
    return output == input;
  }
}
