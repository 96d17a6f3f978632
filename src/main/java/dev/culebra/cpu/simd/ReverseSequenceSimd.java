package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ReverseSequence;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Copies of whole steps, of any element type. */
final class ReverseSequenceSimd {
  private ReverseSequenceSimd() {}

  static Kernel select(ReverseSequence op, Signature signature) {
    Shape shape = signature.input(0).shape();
    long width = shape.range(2, shape.rank()).elements();
    return new Copies(
        op.name(),
        shape.size(0),
        shape.size(1),
        width,
        width * signature.input(0).dtype().bytes(),
        signature.inputs().size() == 1);
  }

  private record Copies(
      String operation, int samples, int length, long width, long bytes, boolean whole)
      implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      SequenceLengths lengths =
          new SequenceLengths(operation, samples, length, whole ? null : operands.input(1));
      Call copies =
          Rows.call(
              operands.workers(),
              (long) samples * length,
              width,
              (begin, end) -> {
                for (long row = begin; row < end; row++) {
                  long sample = row / length;
                  int t = (int) (row % length);
                  int last = lengths.of(sample) - 1;
                  long from = sample * length + (t <= last ? last - t : t);
                  MemorySegment.copy(input, from * bytes, output, row * bytes, bytes);
                }
              });
      return Calls.sequence(List.of(lengths::check, copies));
    }
  }
}
