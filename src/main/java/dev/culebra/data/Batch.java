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
  private boolean isLast;

  private Batch(MemorySegment samples, MemorySegment labels, Shape shape) {
    this.samples = samples;
    this.labels = labels;
    this.shape = shape;
    this.numbers = new int[shape.size(0)];
  }

  /** A batch of a shape with memory from the arena, aligned to a cache line. */
  static Batch allocate(Dataset dataset, Shape shape, Arena arena) {
    long bytes = Math.multiplyExact(shape.elements(), (long) Float.BYTES);
    long labelBytes = (long) shape.size(0) * Integer.BYTES;
    return new Batch(
        arena.allocate(bytes, 64),
        dataset.isLabelled() ? arena.allocate(labelBytes, 64) : null,
        shape);
  }

  /** The beginning of this batch's memory as a batch of a smaller shape. */
  Batch shortened(Shape smaller) {
    return new Batch(
        samples.asSlice(0, smaller.elements() * Float.BYTES),
        labels == null ? null : labels.asSlice(0, (long) smaller.size(0) * Integer.BYTES),
        smaller);
  }

  /** Copies the samples of a batch of the order's epoch. */
  void fill(Dataset dataset, BatchOrder order, int batch) {
    long row = shape.elements() / count() * Float.BYTES;
    for (int i = 0; i < numbers.length; i++) {
      int sample = order.sample(batch, i);
      numbers[i] = sample;
      dataset.copyExtent(sample, samples, i * row);
      if (labels != null) {
        labels.setAtIndex(ValueLayout.JAVA_INT, i, dataset.label(sample));
      }
    }
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

  /** Number in the data set of the sample in a row of this batch. */
  public int sample(int row) {
    return numbers[row];
  }

  /** Whether the epoch ends with this batch. */
  public boolean isLastOfEpoch() {
    return isLast;
  }
}
