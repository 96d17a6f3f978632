package dev.culebra.data;

import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Samples of one shape, with or without labels. Immutable; any thread may read. Stored as bytes,
 * which are read as {@code value / 255}, or as float32, read as they are. The memory belongs to the
 * garbage collector, so there is nothing to close.
 */
public final class Dataset {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final float[] UNIT = unit();

  private final String name;
  private final TensorType sample;
  private final int count;
  private final MemorySegment samples;
  private final int[] labels;
  private final List<String> classNames;
  private volatile String hash;

  /**
   * A data set over {@code samples}, which must hold the samples densely and never change.
   *
   * @param sample element type, {@link DType#U8} or {@link DType#F32}, and shape of one sample, HWC
   * @param labels one per sample, or null; kept without copying
   * @param classNames what the labels mean, or empty
   */
  Dataset(
      String name,
      TensorType sample,
      MemorySegment samples,
      int[] labels,
      List<String> classNames) {
    if (sample.dtype() != DType.U8 && sample.dtype() != DType.F32) {
      throw new IllegalArgumentException("[dataset] samples are u8 or f32, not " + sample);
    }
    if (sample.elements() == 0 || samples.byteSize() % sample.bytes() != 0) {
      throw new IllegalArgumentException(
          "[dataset] " + samples.byteSize() + " bytes are no whole number of " + sample);
    }
    this.name = name;
    this.sample = sample;
    this.count = Math.toIntExact(samples.byteSize() / sample.bytes());
    this.samples = samples.asReadOnly();
    this.labels = labels;
    this.classNames = List.copyOf(classNames);
    if (labels != null && labels.length != count) {
      throw new IllegalArgumentException(
          "[dataset] " + labels.length + " labels for " + count + " samples");
    }
  }

  /** What people call it, for example {@code mnist}. */
  public String name() {
    return name;
  }

  /** Shape of one sample, channels last, without the batch axis: {@code [28,28,1]}. */
  public Shape sampleShape() {
    return sample.shape();
  }

  /** How the samples are stored: {@link DType#U8} or {@link DType#F32}. */
  public DType stored() {
    return sample.dtype();
  }

  /** Number of samples. */
  public int count() {
    return count;
  }

  /** Whether the samples have labels. */
  public boolean isLabelled() {
    return labels != null;
  }

  /** Label of a sample; only if {@link #isLabelled()}. */
  public int label(int index) {
    return labels[index];
  }

  /** What the labels mean, in their order; empty if unknown. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * Writes one sample as float32 to a place of the caller's memory; allocates nothing.
   *
   * @param index which sample, from 0
   * @param target where to
   * @param begin first byte in the target; {@code 4 * sampleShape().elements()} bytes are written
   */
  public void copy(int index, MemorySegment target, long begin) {
    long elements = sample.elements();
    if (sample.dtype() == DType.F32) {
      MemorySegment.copy(samples, index * sample.bytes(), target, begin, sample.bytes());
      return;
    }
    long source = index * elements;
    for (long i = 0; i < elements; i++) {
      int value = samples.get(ValueLayout.JAVA_BYTE, source + i) & 0xff;
      target.set(FLOAT, begin + i * Float.BYTES, UNIT[value]);
    }
  }

  /** The samples from {@code begin} (inclusive) to {@code end} (exclusive), sharing the memory. */
  public Dataset range(int begin, int end) {
    MemorySegment part = samples.asSlice(begin * sample.bytes(), (end - begin) * sample.bytes());
    int[] partLabels = labels == null ? null : Arrays.copyOfRange(labels, begin, end);
    return new Dataset(name, sample, part, partLabels, classNames);
  }

  /** The chosen samples in the given order, copied. */
  public Dataset select(int[] chosen) {
    MemorySegment copy = Arena.ofAuto().allocate(chosen.length * sample.bytes(), Float.BYTES);
    int[] copyLabels = labels == null ? null : new int[chosen.length];
    for (int row = 0; row < chosen.length; row++) {
      long from = chosen[row] * sample.bytes();
      MemorySegment.copy(samples, from, copy, row * sample.bytes(), sample.bytes());
      if (labels != null) {
        copyLabels[row] = labels[chosen[row]];
      }
    }
    return new Dataset(name, sample, copy, copyLabels, classNames);
  }

  /** SHA-256 of type, samples and labels, in hexadecimal: what a run records as its provenance. */
  public String hash() {
    String known = hash;
    if (known == null) {
      known = Sha256.of(sample + " x " + count, samples, labels);
      hash = known;
    }
    return known;
  }

  /** Batches of this data, prefetched by a thread of their own; close them. */
  public Batches batches(BatchOptions options) {
    return new Batches(this, options);
  }

  /** For example {@code mnist: 60000 x u8[28,28,1], 10 classes}. */
  @Override
  public String toString() {
    String classes = classNames.isEmpty() ? "" : ", " + classNames.size() + " classes";
    return name + ": " + count + " x " + sample + classes;
  }

  private static float[] unit() {
    float[] unit = new float[256];
    for (int value = 0; value < unit.length; value++) {
      unit[value] = (float) value / 255f;
    }
    return unit;
  }
}
