package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Concat;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;

/** Copies of whole rows, of any element type. */
final class ConcatSimd {
  private ConcatSimd() {}

  static Kernel select(Concat op, Signature signature) {
    Shape output = signature.output(0).shape();
    int bytes = signature.output(0).dtype().bytes();
    long[] lengths =
        signature.inputs().stream()
            .map(TensorType::shape)
            .mapToLong(shape -> shape.range(op.axis(), shape.rank()).elements() * bytes)
            .toArray();
    long rowElements = output.range(op.axis(), output.rank()).elements();
    return new Copies(
        output.range(0, op.axis()).elements(), rowElements, rowElements * bytes, lengths);
  }

  /**
   * @param rows places along the axes before the joined one
   * @param rowElements elements of the output at each
   * @param rowBytes bytes of the output at each
   * @param lengths bytes of each input at each
   */
  private record Copies(long rows, long rowElements, long rowBytes, long[] lengths)
      implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment[] inputs = operands.inputs().toArray(MemorySegment[]::new);
      MemorySegment output = operands.output(0);
      return Rows.call(
          operands.workers(),
          rows,
          rowElements,
          (begin, end) -> {
            for (long row = begin; row < end; row++) {
              long to = row * rowBytes;
              for (int i = 0; i < inputs.length; i++) {
                MemorySegment.copy(inputs[i], row * lengths[i], output, to, lengths[i]);
                to += lengths[i];
              }
            }
          });
    }
  }
}
