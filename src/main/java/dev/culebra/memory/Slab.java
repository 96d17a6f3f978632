package dev.culebra.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A block of zeroed native memory, 64-byte aligned (a cache line, and the widest vector). Lives
 * until {@link #close}; any thread may read and write it, and using it after that throws {@link
 * IllegalStateException}.
 */
public final class Slab implements AutoCloseable {
  public static final long ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  private Slab(long bytes) {
    segment = arena.allocate(Math.max(bytes, ALIGNMENT), ALIGNMENT);
  }

  public static Slab allocate(long bytes) {
    return new Slab(bytes);
  }

  /** The next multiple of the alignment. */
  public static long align(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** The whole block. */
  public MemorySegment segment() {
    return segment;
  }

  public MemorySegment slice(long offset, long bytes) {
    return segment.asSlice(offset, bytes);
  }

  public long bytes() {
    return segment.byteSize();
  }

  @Override
  public void close() {
    arena.close();
  }
}
