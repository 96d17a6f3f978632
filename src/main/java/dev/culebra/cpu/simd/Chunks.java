package dev.culebra.cpu.simd;

import dev.culebra.par.ManyArrays;
import dev.culebra.shape.TensorType;
import java.util.List;

/** How element-wise work on one array is cut: by size alone, as {@link ManyArrays}. */
final class Chunks {
  static final long ELEMENTS = ManyArrays.ELEMENTS;

  private Chunks() {}

  /** Arrays of these types, cut together. */
  static ManyArrays of(List<TensorType> types) {
    return ManyArrays.of(types.stream().mapToLong(TensorType::elements).toArray());
  }

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
