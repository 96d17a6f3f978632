package dev.culebra.cuda;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Parts of a kernel's scratch memory, each aligned as cuBLAS likes its matrices. */
final class CudaScratch {
  private static final long ALIGNMENT = 256;

  private CudaScratch() {}

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Bytes of a workspace that holds parts of these sizes. */
  static long bytes(List<Long> sizes) {
    return sizes.stream().mapToLong(CudaScratch::aligned).sum();
  }

  /** The parts, in the order of their sizes. */
  static List<MemorySegment> parts(MemorySegment workspace, List<Long> sizes) {
    List<MemorySegment> parts = new ArrayList<>();
    long at = 0;
    for (long size : sizes) {
      parts.add(workspace.asSlice(at, size));
      at += aligned(size);
    }
    return parts;
  }
}
