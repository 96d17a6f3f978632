package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Slice;
import java.lang.foreign.MemorySegment;

/** Copies of whole runs, of any element type. */
final class SliceSimd {
  private SliceSimd() {}

  static Kernel select(Slice op, Signature signature) {
    return new Copies(
        SliceRuns.of(op, signature.input(0).shape(), signature.output(0).shape()),
        signature.input(0).dtype().bytes());
  }

  private record Copies(SliceRuns runs, int elementBytes) implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      long bytes = runs.length() * elementBytes;
      return Rows.call(
          operands.workers(),
          runs.count(),
          runs.length(),
          (begin, end) -> {
            for (long run = begin; run < end; run++) {
              MemorySegment.copy(input, runs.place(run) * elementBytes, output, run * bytes, bytes);
            }
          });
    }
  }
}
