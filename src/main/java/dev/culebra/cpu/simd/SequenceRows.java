package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.op.RecurrentSizes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Which samples of a batch take part in a step. Where lengths are given, samples come in order of
 * falling length, so that those of a step are the first rows, and the rows of all steps, one step
 * after the other, are packed without gaps. Else every sample takes part in every step, in order,
 * and rows lie as sequences {@code [N,L,…]} do.
 *
 * <p>Running it checks and sorts the lengths; one user at a time.
 */
public final class SequenceRows implements Call {
  private final SequenceLengths lengths;
  private final int samples;
  private final int length;
  private final int[] order;
  private final int[] active;
  private final int[] next;
  private final int[] first;
  private final int[] places;
  private final MemorySegment samplesTable;
  private final MemorySegment placesTable;

  SequenceRows(SequenceLengths lengths) {
    this.lengths = lengths;
    samples = lengths.samples();
    length = lengths.most();
    order = new int[isWhole() ? 0 : samples];
    active = new int[length + 1];
    next = new int[length + 1];
    first = new int[length + 1];
    places = new int[isWhole() ? 0 : Math.multiplyExact(samples, length)];
    samplesTable = table(order.length);
    placesTable = table(places.length);
    Arrays.fill(active, 0, length, samples);
  }

  /** The rows of a call of an operation. */
  static SequenceRows of(String operation, RecurrentSizes sizes, Operands operands) {
    MemorySegment lengths = sizes.hasLengths() ? operands.input(RecurrentSizes.LENGTHS) : null;
    return new SequenceRows(
        new SequenceLengths(operation, sizes.samples(), sizes.length(), lengths));
  }

  /** Row numbers as products in C read them. */
  private static MemorySegment table(int rows) {
    return Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, rows);
  }

  boolean isWhole() {
    return lengths.areWhole();
  }

  /** Rows of a step. */
  public int active(int step) {
    return active[step];
  }

  /** The first of a step's rows among the packed ones. */
  public int first(int step) {
    return first[step];
  }

  /** The sample of each row, {@code i64[N]}; a null pointer where they come in order. */
  public MemorySegment table() {
    return isWhole() ? MemorySegment.NULL : samplesTable;
  }

  /** Rows of all steps. */
  int places() {
    return isWhole() ? samples * length : first[length];
  }

  /** The sample of a step's row. */
  int sample(int row) {
    return isWhole() ? row : order[row];
  }

  /** Where a step's row lies among the packed rows. */
  long packed(int step, int row) {
    return isWhole() ? place(step, row) : first[step] + row;
  }

  /** Where a step's row lies in a sequence {@code [N,L,…]}. */
  long place(int step, int row) {
    return (long) sample(row) * length + step;
  }

  /** Where a sequence ends. */
  int end(int sample) {
    return lengths.of(sample);
  }

  @Override
  public void run() {
    if (!isWhole()) {
      lengths.check();
      sort();
      for (int step = 0; step < length; step++) {
        first[step + 1] = first[step] + active[step];
        for (int row = 0; row < active[step]; row++) {
          int place = order[row] * length + step;
          places[first[step] + row] = place;
          placesTable.setAtIndex(ValueLayout.JAVA_LONG, first[step] + row, place);
        }
      }
      for (int row = 0; row < samples; row++) {
        samplesTable.setAtIndex(ValueLayout.JAVA_LONG, row, order[row]);
      }
    }
  }

  /** By counting: a sample comes after all that are longer. */
  private void sort() {
    Arrays.fill(next, 0);
    for (int sample = 0; sample < samples; sample++) {
      next[end(sample)]++;
    }
    for (int step = length - 1; step >= 0; step--) {
      active[step] = active[step + 1] + next[step + 1];
    }
    System.arraycopy(active, 0, next, 0, length + 1);
    for (int sample = 0; sample < samples; sample++) {
      order[next[end(sample)]++] = sample;
    }
  }

  /** The states of a step's rows, {@code [N,width]}, before or after a product. */
  ProductRows states(MemorySegment states, int width) {
    return isWhole()
        ? ProductRows.of(GemmOperand.Matrix.of(states, samples, width))
        : ProductRows.of(new IndexedRows(states, width, this::sample), samplesTable, () -> 0);
  }

  /** The rows of a step of a sequence {@code [N,L,width]}. */
  ProductRows step(MemorySegment sequence, int width, int step) {
    return isWhole()
        ? ProductRows.of(strided(sequence, width, step))
        : ProductRows.of(
            new IndexedRows(sequence, width, row -> place(step, row)),
            placesTable,
            () -> first[step]);
  }

  /** The rows of a step among the packed ones. */
  ProductRows packedStep(MemorySegment packed, int width, int step) {
    return isWhole()
        ? ProductRows.of(strided(packed, width, step))
        : ProductRows.from(
            new IndexedRows(packed, width, row -> packed(step, row)), () -> first[step]);
  }

  /** The rows of all steps of a sequence {@code [N,L,width]}. */
  ProductRows all(MemorySegment sequence, int width) {
    return isWhole()
        ? ProductRows.of(GemmOperand.Matrix.of(sequence, samples * length, width))
        : ProductRows.of(
            new IndexedRows(sequence, width, row -> places[row]), placesTable, () -> 0);
  }

  private GemmOperand.Matrix strided(MemorySegment sequence, int width, int step) {
    return new GemmOperand.Matrix(sequence, 4L * step * width, 4L * length * width, 0);
  }
}
