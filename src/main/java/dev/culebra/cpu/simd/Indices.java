package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.op.IndexRange;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Indices as data of a call, checked before anything is written.
 *
 * @param op name of the operation, for the message
 * @param segment i32 or i64 elements
 * @param count number of them
 * @param isLong whether they are i64
 * @param size indices lie below it
 */
record Indices(String op, MemorySegment segment, long count, boolean isLong, int size) {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  static Indices of(String op, MemorySegment segment, TensorType type, int size) {
    return new Indices(op, segment, type.elements(), type.dtype() == DType.I64, size);
  }

  /** A call that throws if an index is out of range, else runs another. */
  Call checked(Workers workers, Call call) {
    return Calls.sequence(List.of(Rows.call(workers, count, 1, this::check), call));
  }

  private void check(long begin, long end) {
    long outside = 0;
    for (long at = begin; at < end; at++) {
      // The sign of either is set if the index is outside.
      long index = get(at);
      outside |= index | size - 1 - index;
    }
    if (outside < 0) {
      for (long at = begin; at < end; at++) {
        IndexRange.check(op, get(at), size);
      }
    }
  }

  /** An index, which is not checked here. */
  long get(long at) {
    return isLong ? segment.get(LONG, 8 * at) : segment.get(INT, 4 * at);
  }
}
