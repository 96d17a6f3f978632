package dev.culebra.cpu.simd;

/** How element-wise work is cut: by size alone, so that results do not depend on the threads. */
final class Chunks {
  /** 64 KiB of float32: fits L2 with its neighbours, and is long against a dispatch. */
  static final long ELEMENTS = 16384;

  private Chunks() {}

  static int count(long elements) {
    return Math.toIntExact((elements + ELEMENTS - 1) / ELEMENTS);
  }

  static long begin(int chunk) {
    return chunk * ELEMENTS;
  }

  static long end(int chunk, long elements) {
    return Math.min(elements, (chunk + 1) * ELEMENTS);
  }
}
