package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RandomUniform;
import java.lang.foreign.MemorySegment;

record RandomUniformSimd(RandomUniform op) implements Kernel {
  static Choice select(RandomUniform op, Signature signature) {
    return new RandomUniformSimd(op);
  }

  @Override
  public Call bind(Operands operands) {
    Counter counter = new Counter(operands.input(0), op.stream());
    MemorySegment output = operands.output(0);
    long elements = op.shape().elements();
    return Runs.call(
        operands.workers(),
        1,
        elements,
        (run, begin, length) -> counter.uniform(output, begin, begin + length));
  }
}
