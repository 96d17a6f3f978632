package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The state of a random draw, read from its i64 operand: {seed, step, offset of element 0}. */
record Counter(MemorySegment segment, int stream) {
  /** Fills elements {@code begin} to {@code end} - 1 with standard normal numbers. */
  void normal(MemorySegment output, long begin, long end) {
    RandomFill.normal(output, at(2), begin, end, at(0), (int) at(1), stream);
  }

  /** Fills elements {@code begin} to {@code end} - 1 with uniform numbers. */
  void uniform(MemorySegment output, long begin, long end) {
    RandomFill.uniform(output, at(2), begin, end, at(0), (int) at(1), stream);
  }

  private long at(int index) {
    return segment.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
  }
}
