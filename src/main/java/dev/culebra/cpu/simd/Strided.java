package dev.culebra.cpu.simd;

/** Row-major counting over axes whose strides are arbitrary. */
final class Strided {
  private Strided() {}

  /** The offset of the element that is number {@code index} in row-major order of {@code sizes}. */
  static long offset(long index, int[] sizes, long[] strides) {
    long offset = 0;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      offset += index % sizes[axis] * strides[axis];
      index /= sizes[axis];
    }
    return offset;
  }
}
