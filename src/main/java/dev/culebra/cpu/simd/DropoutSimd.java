package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Dropout;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorOperators;

/** Draws into the output, a chunk that stays in the cache, then keeps or drops there. */
record DropoutSimd(Dropout op, long elements) implements Kernel {
  /** One specialized loop per rate: a model has one or two. */
  private static final Map<Double, BinarySimd.Loop> LOOPS = new ConcurrentHashMap<>();

  static Choice select(Dropout op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new DropoutSimd(op, signature.output(0).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private static BinarySimd.Loop loop(Dropout op) {
    float kept = op.kept();
    float scale = op.scale();
    return BinarySimd.loop(
        (uniform, value) -> value.mul(scale).blend(0f, uniform.compare(VectorOperators.GE, kept)));
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment input = operands.input(0);
    Counter counter = new Counter(operands.input(1), op.stream());
    MemorySegment output = operands.output(0);
    BinarySimd.Loop loop = LOOPS.computeIfAbsent(op.rate(), rate -> loop(op));
    return Runs.call(
        operands.workers(),
        1,
        elements,
        (run, begin, length) -> {
          counter.uniform(output, begin, begin + length);
          loop.run(output, begin, false, input, begin, false, output, begin, length);
        });
  }
}
