package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The sum of a function of two float32 elements over each sample, {@code [N,…] -> [N]}. */
final class PerSampleSimd {
  private PerSampleSimd() {}

  /** Elements summed in float32 before their total is added in double. */
  private static final long BLOCK = 4096;

  /**
   * Sums a function over elements {@code begin} (inclusive) to {@code end} (exclusive). Two
   * methods, called one after the other, for the reason that {@link UnarySimd.Loop} gives.
   */
  interface Loop {
    /** Whole vectors. */
    float whole(MemorySegment left, MemorySegment right, long begin, long end);

    /** Less than one vector. */
    float rest(MemorySegment left, MemorySegment right, long begin, long end);
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
    public Call bind(Operands operands) {
      MemorySegment left = operands.input(0);
      MemorySegment right = operands.input(1);
      MemorySegment output = operands.output(0);
      return Rows.call(
          operands.workers(),
          samples,
          length,
          (begin, end) -> {
            for (long sample = begin; sample < end; sample++) {
              long first = sample * length;
              long last = first + length;
              long whole = last - length % Vectors.LANES.length();
              double sum = 0;
              for (long from = first; from < whole; from += BLOCK) {
                sum += loop.whole(left, right, from, Math.min(whole, from + BLOCK));
              }
              if (whole < last) {
                sum += loop.rest(left, right, whole, last);
              }
              output.setAtIndex(ValueLayout.JAVA_FLOAT, sample, (float) sum);
            }
          });
    }
  }
}
