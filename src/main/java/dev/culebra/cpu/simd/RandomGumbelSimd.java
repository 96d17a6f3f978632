package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RandomGumbel;
import java.lang.foreign.MemorySegment;

/** Uniform numbers first, then two logarithms in place. */
record RandomGumbelSimd(RandomGumbel op) implements Kernel {
  private static final UnarySimd.Loop LOOP =
      UnarySimd.loop(uniform -> VectorLog.ofNormal(VectorLog.ofNormal(uniform).neg()).neg());

  static Choice select(RandomGumbel op, Signature signature) {
    return new RandomGumbelSimd(op);
  }

  /** Fills elements {@code begin} to {@code end} - 1 with Gumbel numbers. */
  static void fill(Counter counter, MemorySegment output, long begin, long end) {
    counter.uniform(output, begin, end);
    long whole = end - (end - begin) % Vectors.LANES.length();
    LOOP.run(output, output, begin, whole, 0);
    if (whole < end) {
      LOOP.rest(output, output, whole, end, 0);
    }
  }

  @Override
  public Call bind(Operands operands) {
    Counter counter = new Counter(operands.input(0), op.stream());
    MemorySegment output = operands.output(0);
    return Runs.call(
        operands.workers(),
        1,
        op.shape().elements(),
        (run, begin, length) -> fill(counter, output, begin, begin + length));
  }
}
