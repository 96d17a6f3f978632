package dev.culebra.tensor;

import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * Memory with an explicit type, as {@link Kernels} take and fill it. The memory stays the caller's.
 *
 * <p>Kernels work on native memory in place. Arrays and other memory of the Java heap are copied to
 * native memory before a call and, for outputs, back after it.
 *
 * @param type element type and shape; dense, row-major, images channels-last
 * @param memory exactly as many bytes as the type says
 */
public record Operand(TensorType type, MemorySegment memory) {
  /** Float32 elements in a segment. */
  public static Operand f32(MemorySegment memory, int... sizes) {
    return new Operand(TensorType.f32(sizes), memory);
  }

  /** Float32 elements in an array. */
  public static Operand f32(float[] elements, int... sizes) {
    return f32(MemorySegment.ofArray(elements), sizes);
  }

  /** Float64 elements in an array; only the reference computes in them. */
  public static Operand f64(double[] elements, int... sizes) {
    return new Operand(TensorType.of(DType.F64, sizes), MemorySegment.ofArray(elements));
  }

  /** 32-bit integers in an array: indices. */
  public static Operand i32(int[] elements, int... sizes) {
    return new Operand(TensorType.of(DType.I32, sizes), MemorySegment.ofArray(elements));
  }

  /** 64-bit integers in an array: the counters of random draws. */
  public static Operand i64(long[] elements, int... sizes) {
    return new Operand(TensorType.of(DType.I64, sizes), MemorySegment.ofArray(elements));
  }
}
