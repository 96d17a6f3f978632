package dev.culebra.data;

import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Samples of one shape, with or without labels. Immutable; any thread may read. Stored as bytes,
 * which are read as {@code value / 255}, as float32 or int32 (codes, tokens), read as they are, or
 * drawn when they are asked for ({@link Lines}). The memory belongs to the garbage collector, so
 * there is nothing to close.
 */
public final class Dataset {
  private final String name;
  private final TensorType sample;
  private final Samples samples;
  private final int[] labels;
  private final List<String> classNames;
  private final int[] extents;
  private final int values;
  private volatile String hash;

  /**
   * A data set over {@code samples}, which must hold the samples densely and never change.
   *
   * @param sample element type, {@link DType#U8}, {@link DType#F32} or {@link DType#I32}, and shape
   *     of one sample, HWC
   * @param labels one per sample, or null; kept without copying
   * @param classNames what the labels mean, or empty
   */
  Dataset(
      String name,
      TensorType sample,
      MemorySegment samples,
      int[] labels,
      List<String> classNames) {
    this(name, sample, new StoredSamples(sample, samples), labels, classNames);
  }

  /** A data set whose samples, float32 or stored as bytes, come from anywhere. */
  Dataset(String name, TensorType sample, Samples samples, int[] labels, List<String> classNames) {
    this(name, sample, samples, labels, classNames, null, 0);
  }

  private Dataset(
      String name,
      TensorType sample,
      Samples samples,
      int[] labels,
      List<String> classNames,
      int[] extents,
      int values) {
    this.name = name;
    this.sample = sample;
    this.samples = samples;
    this.labels = labels;
    this.classNames = List.copyOf(classNames);
    this.extents = extents;
    this.values = values;
    if (labels != null && labels.length != samples.count()) {
      throw new IllegalArgumentException(
          "[dataset] " + labels.length + " labels for " + samples.count() + " samples");
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

  /** How the samples are stored: {@link DType#U8}, {@link DType#F32} or {@link DType#I32}. */
  public DType stored() {
    return sample.dtype();
  }

  /** How one sample reaches a model: int32 stays, everything else is float32. */
  public TensorType fed() {
    return new TensorType(stored() == DType.I32 ? DType.I32 : DType.F32, sampleShape());
  }

  /** What a model must know of the samples. */
  public SampleType type() {
    int classes = classNames.size();
    for (int i = 0; labels != null && i < count(); i++) {
      classes = Math.max(classes, labels[i] + 1);
    }
    return new SampleType(sampleShape(), classes, stored() == DType.I32 ? values() : 0);
  }

  private int values() {
    return values == 0 ? counted() : values;
  }

  private int counted() {
    MemorySegment one = MemorySegment.ofArray(new int[Math.toIntExact(sample.elements())]);
    int values = 0;
    for (int i = 0; i < count(); i++) {
      copy(i, one, 0);
      for (int element = 0; element < sample.elements(); element++) {
        values = Math.max(values, one.getAtIndex(ValueLayout.JAVA_INT, element) + 1);
      }
    }
    return values;
  }

  /** Number of samples. */
  public int count() {
    return samples.count();
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
   * Writes one sample as {@link #fed()} to a place of the caller's memory; allocates nothing.
   *
   * @param index which sample, from 0
   * @param target where to
   * @param begin first byte in the target; {@code 4 * sampleShape().elements()} bytes are written
   */
  public void copy(int index, MemorySegment target, long begin) {
    samples.copy(index, target, begin);
  }

  /** Copies of consecutive samples, one after the other; only if they are float32 or bytes. */
  public float[] floats(int first, int count) {
    int size = Math.toIntExact(sample.elements());
    float[] floats = new float[Math.multiplyExact(count, size)];
    MemorySegment target = MemorySegment.ofArray(floats);
    for (int i = 0; i < count; i++) {
      copy(first + i, target, (long) i * size * Float.BYTES);
    }
    return floats;
  }

  /** The mean of all samples, element by element; only if they are float32 or bytes. */
  public double[] mean() {
    double[] sums = new double[Math.toIntExact(sample.elements())];
    MemorySegment one = MemorySegment.ofArray(new float[sums.length]);
    for (int i = 0; i < count(); i++) {
      copy(i, one, 0);
      for (int element = 0; element < sums.length; element++) {
        sums[element] += one.getAtIndex(ValueLayout.JAVA_FLOAT, element);
      }
    }
    return Arrays.stream(sums).map(sum -> sum / count()).toArray();
  }

  /** The variance of all elements of all samples; only if they are float32 or bytes. */
  public double variance() {
    double[] means = mean();
    double mean = Arrays.stream(means).average().orElseThrow();
    double total = 0;
    MemorySegment one = MemorySegment.ofArray(new float[means.length]);
    for (int i = 0; i < count(); i++) {
      copy(i, one, 0);
      for (int element = 0; element < means.length; element++) {
        double off = one.getAtIndex(ValueLayout.JAVA_FLOAT, element) - mean;
        total += off * off;
      }
    }
    return total / means.length / count();
  }

  /**
   * The same samples, of which only the first part of the first axis counts: sequences of several
   * lengths, padded to one. Batches hold samples of one extent, cut to it, so the fewer extents
   * there are, the better they fill.
   *
   * @param extents for each sample, from 1 to the size of its first axis
   */
  Dataset withExtents(int[] extents) {
    if (extents.length != count() || !(samples instanceof StoredSamples)) {
      throw new IllegalArgumentException(
          "[dataset] " + extents.length + " extents for " + count() + " stored samples");
    }
    return new Dataset(name, sample, samples, labels, classNames, extents.clone(), values);
  }

  /** The same int32 samples, which could take so many values, whether or not all occur. */
  Dataset withValues(int values) {
    return new Dataset(name, sample, samples, labels, classNames, extents, values);
  }

  /** How much of a sample's first axis counts. */
  public int extent(int index) {
    return extents == null ? sampleShape().size(0) : extents[index];
  }

  /** The extents that samples have, in ascending order. */
  public int[] extents() {
    return extents == null
        ? new int[] {sampleShape().size(0)}
        : Arrays.stream(extents).distinct().sorted().toArray();
  }

  /** As {@link #copy}, the sample cut to its extent. */
  void copyExtent(int index, MemorySegment target, long begin) {
    if (extents == null) {
      copy(index, target, begin);
    } else {
      long row = sample.elements() / sampleShape().size(0);
      ((StoredSamples) samples).copy(index, extents[index] * row, target, begin);
    }
  }

  /** The samples from {@code begin} (inclusive) to {@code end} (exclusive), sharing the memory. */
  public Dataset range(int begin, int end) {
    int[] partLabels = labels == null ? null : Arrays.copyOfRange(labels, begin, end);
    int[] partExtents = extents == null ? null : Arrays.copyOfRange(extents, begin, end);
    return new Dataset(
        name, sample, samples.range(begin, end), partLabels, classNames, partExtents, values);
  }

  /** The chosen samples in the given order, copied. */
  public Dataset select(int[] chosen) {
    return new Dataset(
        name,
        sample,
        samples.select(chosen),
        chosen(labels, chosen),
        classNames,
        chosen(extents, chosen),
        values);
  }

  private static int[] chosen(int[] values, int[] indices) {
    return values == null ? null : Arrays.stream(indices).map(index -> values[index]).toArray();
  }

  /** SHA-256 of type, samples and labels, in hexadecimal: what a run records as its provenance. */
  public String hash() {
    String known = hash;
    if (known == null) {
      known = samples.hash(sample + " x " + count(), labels);
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
    return name + ": " + count() + " x " + sample + classes;
  }
}
