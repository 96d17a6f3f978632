package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;

/** The sum of a function of two float32 elements over each sample, {@code [N,…] -> [N]}. */
final class PerSampleSimd {
  private PerSampleSimd() {}

  /** The passes over samples that add a function of their elements to their sums. */
  interface Loop {
    /** Whole vectors. */
    Rows.Body wholes(MemorySegment left, MemorySegment right, SampleSums sums);

    /** What is left of each sample, less than one vector. */
    Rows.Body rests(MemorySegment left, MemorySegment right, SampleSums sums);
  }

  /** The loop specialized for a function; keep it in a static final field. */
  static Loop loop(BinarySimd.Function function) {
    return Specialized.of(Loop.class, PerSampleLoop.class, function);
  }

  static Choice select(Signature signature, Loop loop) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    long samples = signature.output(0).elements();
    return new PerSample(loop, samples, samples == 0 ? 0 : signature.input(0).elements() / samples);
  }

  private record PerSample(Loop loop, long samples, long length) implements Kernel {
    @Override
    public long workspaceBytes() {
      return SampleSums.bytes(samples);
    }

    @Override
    public Call bind(Operands operands) {
      MemorySegment left = operands.input(0);
      MemorySegment right = operands.input(1);
      SampleSums sums = SampleSums.of(operands.workspace(), samples, length);
      Passes passes =
          new Passes(
              sums::clear,
              loop.wholes(left, right, sums),
              loop.rests(left, right, sums),
              sums.write(operands.output(0), 1));
      return Rows.call(operands.workers(), samples, length, passes);
    }
  }
}
