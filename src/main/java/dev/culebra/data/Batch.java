package dev.culebra.data;

import dev.culebra.shape.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Some samples of one epoch, in reused memory: everything here holds until the next {@link
 * Batches#next()} or the close of its {@link Batches}, which own the memory.
 */
public final class Batch {
  private final MemorySegment samples;
  private final MemorySegment labels;
  private final Shape shape;
  private final int[] numbers;
  private int epoch;
  private int index;
  private long firstSample;
  private boolean isLast;

  private Batch(MemorySegment samples, MemorySegment labels, Shape sample, int count) {
    this.samples = samples;
    this.labels = labels;
    this.shape = Shape.of(count).append(sample.sizes());
    this.numbers = new int[count];
  }

  /** A batch of {@code count} samples with memory from the arena, aligned to a cache line. */
  static Batch allocate(Dataset dataset, int count, Arena arena) {
    long bytes = Math.multiplyExact(count * dataset.sampleShape().elements(), (long) Float.BYTES);
    return new Batch(
        arena.allocate(bytes, 64),
        dataset.isLabelled() ? arena.allocate((long) count * Integer.BYTES, 64) : null,
        dataset.sampleShape(),
        count);
  }

  /** The first {@code count} samples' worth of this batch's memory, as a batch of its own. */
  Batch shortened(Dataset dataset, int count) {
    return new Batch(
        samples.asSlice(0, samples.byteSize() / count() * count),
        labels == null ? null : labels.asSlice(0, (long) count * Integer.BYTES),
        dataset.sampleShape(),
        count);
  }

  /** Copies the samples {@code order[first]} and following. */
  void fill(Dataset dataset, int[] order, int first) {
    long row = dataset.sampleShape().elements() * Float.BYTES;
    for (int i = 0; i < numbers.length; i++) {
      int sample = order[first + i];
      numbers[i] = sample;
      dataset.copy(sample, samples, i * row);
      if (labels != null) {
        labels.setAtIndex(ValueLayout.JAVA_INT, i, dataset.label(sample));
      }
    }
    this.firstSample = first;
  }

  void place(int epoch, int index, boolean isLast) {
    this.epoch = epoch;
    this.index = index;
    this.isLast = isLast;
  }

  /** The samples as {@link Dataset#fed()} says, dense, of {@link #shape()}. */
  public MemorySegment samples() {
    return samples;
  }

  /** The labels as int32, one per sample; null if the data set has none. */
  public MemorySegment labels() {
    return labels;
  }

  /** Batch axis and sample axes, for example {@code [128,28,28,1]}. */
  public Shape shape() {
    return shape;
  }

  /** Number of samples; fewer than asked for in a ragged last batch. */
  public int count() {
    return numbers.length;
  }

  /** The epoch, from 0. */
  public int epoch() {
    return epoch;
  }

  /** The batch's number in its epoch, from 0. */
  public int index() {
    return index;
  }

  /** Place of the first sample in the epoch's order: how many samples came before. */
  public long firstSample() {
    return firstSample;
  }

  /** Number in the data set of the sample in a row of this batch. */
  public int sample(int row) {
    return numbers[row];
  }

  /** Whether the epoch ends with this batch. */
  public boolean isLastOfEpoch() {
    return isLast;
  }
}
