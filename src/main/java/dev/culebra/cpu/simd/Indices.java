package dev.culebra.cpu.simd;

import dev.culebra.op.IndexRange;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Checked reading of indices.
 *
 * @param op name of the operation, for the message
 * @param segment i32 or i64 elements
 * @param isLong whether they are i64
 * @param size indices lie below it
 */
record Indices(String op, MemorySegment segment, boolean isLong, int size) {
  static Indices of(String op, MemorySegment segment, TensorType type, int size) {
    return new Indices(op, segment, type.dtype() == DType.I64, size);
  }

  int get(long at) {
    long index =
        isLong
            ? segment.get(ValueLayout.JAVA_LONG_UNALIGNED, 8 * at)
            : segment.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * at);
    return IndexRange.check(op, index, size);
  }
}
