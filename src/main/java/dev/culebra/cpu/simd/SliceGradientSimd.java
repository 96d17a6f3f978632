package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SliceGradient;
import java.lang.foreign.MemorySegment;

/** Zeros, then copies of whole runs, of any element type. */
final class SliceGradientSimd {
  private SliceGradientSimd() {}

  static Kernel select(SliceGradient op, Signature signature) {
    return new Copies(
        SliceRuns.of(op.slice(), op.shape(), signature.input(0).shape()),
        signature.input(0).dtype().bytes());
  }

  private record Copies(SliceRuns runs, int elementBytes) implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      long bytes = runs.length() * elementBytes;
      Call clear =
          Rows.call(
              operands.workers(),
              output.byteSize(),
              1,
              (begin, end) -> output.asSlice(begin, end - begin).fill((byte) 0));
      Call place =
          Rows.call(
              operands.workers(),
              runs.count(),
              runs.length(),
              (begin, end) -> {
                for (long run = begin; run < end; run++) {
                  MemorySegment.copy(
                      input, run * bytes, output, runs.place(run) * elementBytes, bytes);
                }
              });
      return () -> {
        clear.run();
        place.run();
      };
    }
  }
}
