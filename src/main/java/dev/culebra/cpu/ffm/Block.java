package dev.culebra.cpu.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The argument block of one call, filled by field name when the call is bound.
 *
 * <p>Its memory lives as long as someone holds {@link #segment}; any thread may read it.
 */
final class Block {
  private final StructLayout layout;
  private final MemorySegment segment;

  Block(StructLayout layout) {
    this.layout = layout;
    segment = Arena.ofAuto().allocate(layout);
  }

  /**
   * Writes a field: a segment for a pointer, otherwise a number that the field's type can hold as
   * Java's own conversions go; a double for a float is an error.
   *
   * @throws IllegalArgumentException if a segment lies on the Java heap, where C cannot reach it;
   *     the operands of plans and of eager runs never do
   */
  Block set(String field, Object value) {
    if (value instanceof MemorySegment operand && !operand.isNative()) {
      throw new IllegalArgumentException("[native] " + field + " lies on the Java heap");
    }
    layout.varHandle(MemoryLayout.PathElement.groupElement(field)).set(segment, 0L, value);
    return this;
  }

  MemorySegment segment() {
    return segment;
  }
}
