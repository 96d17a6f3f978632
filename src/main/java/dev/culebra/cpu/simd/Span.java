package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;

/**
 * An element-wise function of one or two float32 operands along a run of elements. Offsets are in
 * elements; a repeated operand is one element. A function of one operand ignores the right one, and
 * its operand does not repeat.
 */
@FunctionalInterface
public interface Span {
  void run(
      MemorySegment left,
      long leftOffset,
      boolean leftRepeats,
      MemorySegment right,
      long rightOffset,
      boolean rightRepeats,
      MemorySegment output,
      long outputOffset,
      long length);
}
