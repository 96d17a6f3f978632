package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RandomNormal;
import java.lang.foreign.MemorySegment;

record RandomNormalSimd(RandomNormal op) implements Kernel {
  static Choice select(RandomNormal op, Signature signature) {
    return new RandomNormalSimd(op);
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
        (run, begin, length) -> counter.normal(output, begin, begin + length));
  }
}
