package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianSample;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;

/** Draws the noise into the output, a chunk that stays in the cache, then shifts and scales it. */
record GaussianSampleSimd(GaussianSample op, long elements) implements Kernel {
  static Choice select(GaussianSample op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new GaussianSampleSimd(op, signature.output(0).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment means = operands.input(0);
    MemorySegment logVariances = operands.input(1);
    Counter counter = new Counter(operands.input(2), op.stream());
    MemorySegment output = operands.output(0);
    return Runs.call(
        operands.workers(),
        1,
        elements,
        (run, begin, length) -> {
          counter.normal(output, begin, begin + length);
          ReparameterizeSimd.LOOP.run(
              means, logVariances, output, begin, false, output, begin, length);
        });
  }
}
