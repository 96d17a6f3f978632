package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Gather;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Single elements of four bytes, on all threads. */
record GatherSimd(Gather op, Signature signature) implements Kernel {
  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;

  static Choice select(Gather op, Signature signature) {
    return signature.input(0).dtype().bytes() == 4
        ? new GatherSimd(op, signature)
        : Choice.refuse(signature.input(0).dtype().label() + "; only types of four bytes");
  }

  @Override
  public Call bind(Operands operands) {
    Shape whole = signature.input(0).shape();
    Shape part = signature.output(0).shape();
    MemorySegment input = operands.input(0);
    MemorySegment output = operands.output(0);
    int size = whole.size(op.axis());
    int chosen = part.size(op.axis());
    long inner = part.range(op.axis() + 1, part.rank()).elements();
    Indices indices = Indices.of(op.name(), operands.input(1), signature.input(1), size);
    // A row holds the elements that differ only in the axes after the chosen one.
    Call copy =
        Rows.call(
            operands.workers(),
            part.range(0, op.axis() + 1).elements(),
            inner,
            (begin, end) -> {
              for (long row = begin; row < end; row++) {
                long first = row / chosen * size * inner;
                for (long i = 0; i < inner; i++) {
                  long at = row * inner + i;
                  int word = input.get(WORD, 4 * (first + indices.get(at) * inner + i));
                  output.set(WORD, 4 * at, word);
                }
              }
            });
    return indices.checked(operands.workers(), copy);
  }
}
