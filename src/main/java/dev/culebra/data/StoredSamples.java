package dev.culebra.data;

import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;

/**
 * Samples that lie densely in memory, as bytes, which are read as {@code value / 255}, or as
 * float32 or int32, read as they are.
 */
record StoredSamples(TensorType sample, MemorySegment memory) implements Samples {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final Set<DType> TYPES = EnumSet.of(DType.U8, DType.F32, DType.I32);
  private static final float[] UNIT = unit();

  StoredSamples {
    if (!TYPES.contains(sample.dtype())) {
      throw new IllegalArgumentException("[dataset] samples are u8, f32 or i32, not " + sample);
    }
    if (sample.elements() == 0 || memory.byteSize() % sample.bytes() != 0) {
      throw new IllegalArgumentException(
          "[dataset] " + memory.byteSize() + " bytes are no whole number of " + sample);
    }
    memory = memory.asReadOnly();
  }

  @Override
  public int count() {
    return Math.toIntExact(memory.byteSize() / sample.bytes());
  }

  @Override
  public void copy(int index, MemorySegment target, long begin) {
    copy(index, sample.elements(), target, begin);
  }

  /** Writes the first elements of a sample. */
  void copy(int index, long elements, MemorySegment target, long begin) {
    if (sample.dtype() != DType.U8) {
      long bytes = elements * sample.dtype().bytes();
      MemorySegment.copy(memory, index * sample.bytes(), target, begin, bytes);
      return;
    }
    long source = index * sample.elements();
    for (long i = 0; i < elements; i++) {
      int value = memory.get(ValueLayout.JAVA_BYTE, source + i) & 0xff;
      target.set(FLOAT, begin + i * Float.BYTES, UNIT[value]);
    }
  }

  /** Shares the memory. */
  @Override
  public Samples range(int begin, int end) {
    return new StoredSamples(
        sample, memory.asSlice(begin * sample.bytes(), (end - begin) * sample.bytes()));
  }

  @Override
  public Samples select(int[] chosen) {
    MemorySegment copy = Arena.ofAuto().allocate(chosen.length * sample.bytes(), Float.BYTES);
    for (int row = 0; row < chosen.length; row++) {
      long from = chosen[row] * sample.bytes();
      MemorySegment.copy(memory, from, copy, row * sample.bytes(), sample.bytes());
    }
    return new StoredSamples(sample, copy);
  }

  @Override
  public String hash(String title, int[] labels) {
    return Sha256.of(title, memory, labels);
  }

  private static float[] unit() {
    float[] unit = new float[256];
    for (int value = 0; value < unit.length; value++) {
      unit[value] = (float) value / 255f;
    }
    return unit;
  }
}
