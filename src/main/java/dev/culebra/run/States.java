package dev.culebra.run;

import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a device has the states that live in the host's memory: there, or, on a device with memory
 * of its own, in copies that all its programs share, made when a program first names the state.
 * Owns the copies until {@link #close}; those of memory that was closed go with the next new one.
 */
final class States implements AutoCloseable {
  /** Two blocks at one address, one after the other, have different scopes. */
  private record Place(MemorySegment.Scope scope, long address, long bytes) {}

  private static final class Copy {
    final MemorySegment host;
    final MemorySegment device;
    boolean changes;

    Copy(MemorySegment host, MemorySegment device) {
      this.host = host;
      this.device = device;
    }
  }

  private final Accelerator accelerator;
  private final Map<Place, Copy> copies = new LinkedHashMap<>();

  /**
   * @param accelerator null for the host
   */
  States(Accelerator accelerator) {
    this.accelerator = accelerator;
  }

  /**
   * The state as kernels see it.
   *
   * @param changes whether a program changes it
   */
  MemorySegment of(MemorySegment host, boolean changes) {
    if (accelerator == null || host.byteSize() == 0) {
      return host;
    }
    Place place = new Place(host.scope(), host.address(), host.byteSize());
    Copy copy = copies.get(place);
    if (copy == null) {
      copy = new Copy(host, accelerator.allocate(host.byteSize()));
      forgetClosed();
      copies.put(place, copy);
      accelerator.run(List.of(accelerator.upload(host, copy.device)));
    }
    copy.changes |= changes;
    return copy.device;
  }

  private void forgetClosed() {
    copies
        .entrySet()
        .removeIf(
            entry -> {
              boolean closed = !entry.getKey().scope.isAlive();
              if (closed) {
                accelerator.free(entry.getValue().device);
              }
              return closed;
            });
  }

  /** Makes the host's bytes those of the device. */
  void upload() {
    List<Call> calls = new ArrayList<>();
    for (Copy copy : copies.values()) {
      if (copy.host.scope().isAlive()) {
        calls.add(accelerator.upload(copy.host, copy.device));
      }
    }
    run(calls);
  }

  /** Makes the device's bytes those of the host, where programs change them. */
  void download() {
    List<Call> calls = new ArrayList<>();
    for (Copy copy : copies.values()) {
      if (copy.changes && copy.host.scope().isAlive()) {
        calls.add(accelerator.download(copy.device, copy.host));
      }
    }
    run(calls);
  }

  /** Whether a state that programs change has other bytes on the device than the host's. */
  boolean differs(MemorySegment host) {
    Copy copy = copies.get(new Place(host.scope(), host.address(), host.byteSize()));
    if (copy == null || !copy.changes) {
      return false;
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment read = arena.allocate(host.byteSize());
      accelerator.run(List.of(accelerator.download(copy.device, read)));
      return read.mismatch(host) >= 0;
    }
  }

  private void run(List<Call> calls) {
    if (!calls.isEmpty()) {
      accelerator.run(calls);
    }
  }

  @Override
  public void close() {
    copies.values().forEach(copy -> accelerator.free(copy.device));
    copies.clear();
  }
}
