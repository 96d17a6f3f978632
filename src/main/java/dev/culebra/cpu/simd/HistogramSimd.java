package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Histogram;
import dev.culebra.op.IndexRange;
import dev.culebra.par.Task;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Pieces of the numbers are counted in the workspace and checked thereby; then the counts are added
 * up.
 */
record HistogramSimd(Histogram op, Signature signature, int pieces) implements Kernel {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  /** Pieces at most; each has a workspace as large as the output. */
  private static final int MOST = 16;

  static Kernel select(Histogram op, Signature signature) {
    long counts = signature.output(0).elements();
    long worthwhile = signature.input(0).elements() / Math.max(Chunks.ELEMENTS, 4 * counts);
    return new HistogramSimd(op, signature, Math.clamp(worthwhile, 1, MOST));
  }

  @Override
  public long workspaceBytes() {
    return pieces * signature.output(0).bytes();
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment output = operands.output(0);
    MemorySegment partial = operands.workspace();
    long counts = signature.output(0).elements();
    int samples = signature.input(0).shape().size(0);
    Task count =
        piece -> {
          long begin = (long) samples * piece / pieces;
          long end = (long) samples * (piece + 1) / pieces;
          count(operands.input(0), begin, end, partial, piece * counts);
        };
    Call add =
        Rows.call(
            operands.workers(), counts, pieces, (begin, end) -> add(partial, output, begin, end));
    return Calls.sequence(List.of(Calls.parallel(operands.workers(), count, pieces), add));
  }

  private void count(
      MemorySegment numbers, long begin, long end, MemorySegment partial, long first) {
    int columns = Math.toIntExact(signature.output(0).elements() / op.bins());
    GemmPacking.zero(partial, 4 * first, columns * op.bins());
    for (int column = 0; column < columns; column++) {
      long bins = first + (long) column * op.bins();
      for (long sample = begin; sample < end; sample++) {
        int number = numbers.get(INT, 4 * (sample * columns + column));
        IndexRange.number(op.name(), number, sample * columns + column, op.bins());
        long at = 4 * (bins + number);
        partial.set(INT, at, partial.get(INT, at) + 1);
      }
    }
  }

  private void add(MemorySegment partial, MemorySegment output, long begin, long end) {
    long counts = signature.output(0).elements();
    for (long i = begin; i < end; i++) {
      int total = 0;
      for (int piece = 0; piece < pieces; piece++) {
        total += partial.get(INT, 4 * (piece * counts + i));
      }
      output.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i, total);
    }
  }
}
