package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Broadcast;
import java.lang.foreign.MemorySegment;

/** Copies of whole runs, of any element type. */
final class BroadcastSimd {
  private BroadcastSimd() {}

  static Kernel select(Broadcast op, Signature signature) {
    // The output as its own right operand is contiguous and leaves the runs to the input.
    BroadcastRuns runs = BroadcastRuns.of(op.shape(), signature.input(0).shape(), op.shape());
    return new Copies(runs, signature.input(0).dtype().bytes());
  }

  private record Copies(BroadcastRuns runs, int elementBytes) implements Kernel {
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
              long from = runs.leftOffset(run) * elementBytes;
              if (runs.leftRepeats()) {
                repeat(input, from, output, run * bytes, bytes);
              } else {
                MemorySegment.copy(input, from, output, run * bytes, bytes);
              }
            }
          });
    }

    /** Writes one element, then doubles what is written. */
    private void repeat(MemorySegment input, long from, MemorySegment output, long to, long bytes) {
      if (bytes == 0) {
        return;
      }
      MemorySegment.copy(input, from, output, to, elementBytes);
      long done = elementBytes;
      while (done < bytes) {
        long more = Math.min(done, bytes - done);
        MemorySegment.copy(output, to, output, to + done, more);
        done += more;
      }
    }
  }
}
