package dev.culebra.data;

import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Pairs of sequences as a data set: samples {@code i32[1+L,2]}, of which row 0 holds the two
 * lengths and row t the t-th symbol of the source and of the target. A target ends with {@link
 * Symbols#END}, which its length counts; behind the ends lies {@link Symbols#PADDING}.
 *
 * <p>Pairs of like length make batches together ({@link Dataset#extent}): a handful of extents is
 * chosen so that the batches hold the least padding.
 */
public final class PaddedPairs {
  /** Column of the source. */
  public static final int SOURCE = 0;

  /** Column of the target. */
  public static final int TARGET = 1;

  private static final int EXTENTS = 6;

  private PaddedPairs() {}

  /** Rows that a pair needs besides the one of the lengths. */
  public static int length(SequencePair pair) {
    return Math.max(pair.source().length, pair.target().length + 1);
  }

  /**
   * A data set of pairs.
   *
   * @param length L, at least that of the longest pair
   * @throws UserError if there is no pair, or one has an empty source
   */
  public static Dataset of(String name, List<SequencePair> pairs, int length) {
    if (pairs.isEmpty()) {
      throw new UserError(name + ": no pair of sequences in it; give at least one");
    }
    TensorType sample = TensorType.of(DType.I32, 1 + length, 2);
    MemorySegment memory =
        Arena.ofAuto().allocate(Math.multiplyExact(pairs.size(), sample.bytes()), Integer.BYTES);
    int[] lengths = new int[pairs.size()];
    for (int i = 0; i < lengths.length; i++) {
      SequencePair pair = pairs.get(i);
      if (pair.source().length == 0) {
        throw new UserError(name + ": pair " + i + " has an empty source; leave it out");
      }
      lengths[i] = length(pair);
      write(pair, memory.asSlice(i * sample.bytes(), sample.bytes()));
    }
    int[] bounds = bounds(lengths, length);
    int[] extents = Arrays.stream(lengths).map(own -> 1 + bound(bounds, own)).toArray();
    return new Dataset(name, sample, memory, null, List.of()).withExtents(extents);
  }

  /** Holds out about one pair in ten, chosen by position. */
  public static Split split(String name, List<SequencePair> pairs) {
    int length = pairs.stream().mapToInt(PaddedPairs::length).max().orElse(1);
    Split.Sides sides = Split.sides(name, pairs.size(), Integer::toString);
    return new Split(
        of(name, chosen(pairs, sides.train()), length),
        of(name, chosen(pairs, sides.test()), length));
  }

  /** What a pair's shape must be: {@code [1+L,2]} with L at least 1. */
  public static boolean isShape(Shape shape) {
    return shape.rank() == 2 && shape.size(0) >= 2 && shape.size(1) == 2;
  }

  private static List<SequencePair> chosen(List<SequencePair> pairs, int[] numbers) {
    return Arrays.stream(numbers).mapToObj(pairs::get).toList();
  }

  private static void write(SequencePair pair, MemorySegment rows) {
    int[] target = Arrays.copyOf(pair.target(), pair.target().length + 1);
    target[target.length - 1] = Symbols.END;
    write(pair.source(), rows, SOURCE);
    write(target, rows, TARGET);
  }

  private static void write(int[] sequence, MemorySegment rows, int column) {
    rows.setAtIndex(ValueLayout.JAVA_INT, column, sequence.length);
    for (int t = 0; t < sequence.length; t++) {
      rows.setAtIndex(ValueLayout.JAVA_INT, 2L * (t + 1) + column, sequence[t]);
    }
  }

  /**
   * The lengths that pairs are padded to, rising, the longest one last: of all choices of so many
   * the one with the fewest rows in all, found by the bound below the last, and so on.
   */
  static int[] bounds(int[] lengths, int longest) {
    long[] upTo = new long[longest + 1];
    Arrays.stream(lengths).forEach(length -> upTo[length]++);
    Arrays.parallelPrefix(upTo, Long::sum);
    long[] rows = new long[longest + 1];
    Arrays.setAll(rows, bound -> bound * upTo[bound]);
    int[][] below = new int[EXTENTS][longest + 1];
    for (int count = 1; count < EXTENTS; count++) {
      long[] fewer = rows.clone();
      for (int bound = 1; bound <= longest; bound++) {
        for (int last = 1; last < bound; last++) {
          long with = fewer[last] + bound * (upTo[bound] - upTo[last]);
          if (with < rows[bound]) {
            rows[bound] = with;
            below[count][bound] = last;
          }
        }
        below[count][bound] =
            rows[bound] < fewer[bound] ? below[count][bound] : below[count - 1][bound];
      }
    }
    int bound = Arrays.stream(lengths).max().orElse(longest);
    int[] found = new int[EXTENTS];
    int begin = EXTENTS;
    for (int count = EXTENTS - 1; count >= 0 && bound > 0; count--) {
      found[--begin] = bound;
      bound = below[count][bound];
    }
    return Arrays.copyOfRange(found, begin, EXTENTS);
  }

  private static int bound(int[] bounds, int length) {
    return Arrays.stream(bounds).filter(bound -> bound >= length).findFirst().orElseThrow();
  }
}
