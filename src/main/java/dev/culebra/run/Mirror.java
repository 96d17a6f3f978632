package dev.culebra.run;

import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import dev.culebra.memory.Slab;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A block that the host writes or reads and that kernels work on. Where the device has memory of
 * its own these are two, and what the host writes takes effect by {@link #upload}; else they are
 * one, and there is nothing to copy. Lives until {@link #close}.
 */
final class Mirror implements AutoCloseable {
  private final Accelerator accelerator;
  private final Slab slab;
  private final MemorySegment host;
  private final MemorySegment device;

  /**
   * @param accelerator null for the host
   */
  Mirror(Accelerator accelerator, long bytes) {
    this.accelerator = accelerator;
    if (accelerator == null) {
      slab = Slab.allocate(bytes);
      host = slab.segment();
      device = host;
    } else {
      slab = null;
      device = accelerator.allocate(Math.max(bytes, Slab.ALIGNMENT));
      try {
        host = accelerator.allocateHost(Math.max(bytes, Slab.ALIGNMENT));
      } catch (RuntimeException full) {
        accelerator.free(device);
        throw full;
      }
    }
  }

  MemorySegment host(long offset, long bytes) {
    return host.asSlice(offset, bytes);
  }

  /** Bytes, padding included. */
  long bytes() {
    return host.byteSize();
  }

  /** As kernels see it. */
  MemorySegment device(long offset, long bytes) {
    return device.asSlice(offset, bytes);
  }

  /** Adds the copy that makes the host's bytes those of the device, if one is needed. */
  void upload(List<Call> calls) {
    if (accelerator != null) {
      calls.add(accelerator.upload(host, device));
    }
  }

  /** Adds the copy that makes the device's bytes those of the host, if one is needed. */
  void download(List<Call> calls) {
    if (accelerator != null) {
      calls.add(accelerator.download(device, host));
    }
  }

  @Override
  public void close() {
    if (accelerator == null) {
      slab.close();
    } else {
      accelerator.freeHost(host);
      accelerator.free(device);
    }
  }
}
