package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RandomBernoulli;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.VectorOperators;

/** Draws into the output, then compares there. */
record RandomBernoulliSimd(RandomBernoulli op, long elements) implements Kernel {
  private static final BinarySimd.Loop LOOP =
      BinarySimd.loop(
          (uniform, probability) ->
              Vectors.all(0).blend(1f, uniform.compare(VectorOperators.LT, probability)));

  static Choice select(RandomBernoulli op, Signature signature) {
    return new RandomBernoulliSimd(op, signature.output(0).elements());
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment probabilities = operands.input(0);
    Counter counter = new Counter(operands.input(1), op.stream());
    MemorySegment output = operands.output(0);
    return Runs.call(
        operands.workers(),
        1,
        elements,
        (run, begin, length) -> {
          counter.uniform(output, begin, begin + length);
          LOOP.run(output, begin, false, probabilities, begin, false, output, begin, length);
        });
  }
}
