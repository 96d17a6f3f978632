package dev.culebra.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.List;

/**
 * Memory of the device that a call keeps for itself: when nobody holds this any more it is given
 * back, with the next allocation. The driver may wait for other devices when memory is freed, and
 * they may wait for this one's next step: so never while steps run.
 */
final class CudaMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  private final CudaDevice device;
  private final MemorySegment segment;

  private CudaMemory(CudaDevice device, MemorySegment segment) {
    this.device = device;
    this.segment = segment;
    CLEANER.register(this, () -> device.discard(segment));
  }

  /** As many bytes as the content has. */
  static CudaMemory holding(CudaDevice device, MemorySegment content) {
    CudaMemory memory = new CudaMemory(device, device.allocate(content.byteSize()));
    memory.write(content);
    return memory;
  }

  MemorySegment segment() {
    return segment;
  }

  /** Writes the beginning, and waits for it. */
  void write(MemorySegment content) {
    MemorySegment target = segment.asSlice(0, content.byteSize());
    device.run(List.of(device.upload(content, target)));
  }

  /** A copy of all bytes. */
  MemorySegment read() {
    MemorySegment copy = Arena.ofAuto().allocate(segment.byteSize());
    device.run(List.of(device.download(segment, copy)));
    return copy;
  }
}
