package dev.culebra.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.stream.Stream;

/**
 * The argument block of one call of a C or CUDA kernel, filled by field name when the call is
 * bound.
 *
 * <p>Its memory lives as long as someone holds {@link #segment}; any thread may read it.
 */
public final class Block {
  private final StructLayout layout;
  private final MemorySegment segment;

  public Block(StructLayout layout) {
    this(layout, Arena.ofAuto());
  }

  /** Beside memory that lives as long as the block. */
  public Block(StructLayout layout, Arena arena) {
    this.layout = layout;
    segment = arena.allocate(layout);
  }

  /** The fields, with the padding that C adds after an odd number of 32-bit ones. */
  public static StructLayout struct(MemoryLayout... fields) {
    StructLayout packed = MemoryLayout.structLayout(fields);
    long padding = -packed.byteSize() & packed.byteAlignment() - 1;
    return padding == 0
        ? packed
        : MemoryLayout.structLayout(
            Stream.concat(Stream.of(fields), Stream.of(MemoryLayout.paddingLayout(padding)))
                .toArray(MemoryLayout[]::new));
  }

  /**
   * Writes a field: a segment for a pointer, otherwise a number that the field's type can hold as
   * Java's own conversions go; a double for a float is an error.
   *
   * @throws IllegalArgumentException if a segment lies on the Java heap, where C cannot reach it;
   *     the operands of plans and of eager runs never do
   */
  public Block set(String field, Object value) {
    if (value instanceof MemorySegment operand && !operand.isNative()) {
      throw new IllegalArgumentException("[native] " + field + " lies on the Java heap");
    }
    layout.varHandle(MemoryLayout.PathElement.groupElement(field)).set(segment, 0L, value);
    return this;
  }

  /** Writes an element of a field that is an array of 64-bit numbers. */
  public Block setAt(String field, long index, long value) {
    MemoryLayout.PathElement element = MemoryLayout.PathElement.sequenceElement(index);
    layout.varHandle(MemoryLayout.PathElement.groupElement(field), element).set(segment, 0L, value);
    return this;
  }

  public MemorySegment segment() {
    return segment;
  }
}
