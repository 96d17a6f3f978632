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
 * @param segment i32 or i64 elements
 * @param count number of them
 * @param isLong whether they are i64
 * @param size indices lie below it
 * @param refusal throws for an index outside
 */
record Indices(MemorySegment segment, long count, boolean isLong, int size, Refusal refusal) {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /** Throws if an index is outside. */
  @FunctionalInterface
  interface Refusal {
    void check(long index, long at);
  }

  static Indices of(String op, MemorySegment segment, TensorType type, int size) {
    return of(segment, type, size, (index, at) -> IndexRange.check(op, index, size));
  }

  /** Indices that are numbers of codes or bins: the message also says where one is. */
  static Indices numbers(String op, MemorySegment segment, TensorType type, int size) {
    return of(segment, type, size, (number, at) -> IndexRange.number(op, number, at, size));
  }

  private static Indices of(MemorySegment segment, TensorType type, int size, Refusal refusal) {
    return new Indices(segment, type.elements(), type.dtype() == DType.I64, size, refusal);
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
        refusal.check(get(at), at);
      }
    }
  }

  /** An index, which is not checked here. */
  long get(long at) {
    return isLong ? segment.get(LONG, 8 * at) : segment.get(INT, 4 * at);
  }
}
