package dev.culebra.eval;

import dev.culebra.op.HammingDistance;
import dev.culebra.tensor.Kernels;
import dev.culebra.tensor.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well items near a query's binary code share its label (Salakhutdinov and Hinton 2009,
 * "Semantic hashing"). Items that are queries too should be left out by the caller, or each finds
 * itself. All figures are means over queries. Immutable; any thread may use it.
 */
public final class Retrieval {
  /** Distances held at once. */
  private static final int DISTANCES = 1 << 22;

  private final BinaryCodes items;

  /**
   * What a radius retrieves.
   *
   * @param radius in how many bits an item may differ
   * @param precision the share of found items that are right; 0 for a query that finds none
   * @param recall the share of right items that are found, over queries that have any; NaN if none
   *     has
   * @param found items found
   */
  public record Point(int radius, double precision, double recall, double found) {}

  /** A query's items by distance: how many there are, and how many of them are right. */
  @FunctionalInterface
  private interface Visitor {
    void visit(int[] all, int[] right);
  }

  /** Items are sought among {@code items}. */
  public Retrieval(BinaryCodes items) {
    this.items = items;
  }

  /** Precision and recall for the radii from 0 to {@code farthest}. */
  public List<Point> curve(BinaryCodes queries, int farthest) {
    if (farthest < 0 || farthest > Long.SIZE * items.words()) {
      throw new IllegalArgumentException(
          "[retrieval] radius %d; codes have %d bits"
              .formatted(farthest, Long.SIZE * items.words()));
    }
    double[] precision = new double[farthest + 1];
    double[] recall = new double[farthest + 1];
    double[] found = new double[farthest + 1];
    int[] answerable = new int[1];
    visit(
        queries,
        (all, right) -> {
          double relevant = Arrays.stream(right).sum();
          answerable[0] += relevant > 0 ? 1 : 0;
          int hits = 0;
          int taken = 0;
          for (int radius = 0; radius <= farthest; radius++) {
            hits += right[radius];
            taken += all[radius];
            found[radius] += taken;
            precision[radius] += taken > 0 ? (double) hits / taken : 0;
            recall[radius] += relevant > 0 ? hits / relevant : 0;
          }
        });
    List<Point> curve = new ArrayList<>();
    int count = queries.count();
    for (int radius = 0; radius <= farthest; radius++) {
      curve.add(
          new Point(
              radius,
              precision[radius] / count,
              recall[radius] / answerable[0],
              found[radius] / count));
    }
    return curve;
  }

  /**
   * The share of right ones among the {@code nearest} items. Where several items lie at the
   * distance of the last that is taken, each of them counts by the share of them that is taken.
   */
  public double precisionAt(BinaryCodes queries, int nearest) {
    if (nearest < 1 || nearest > items.count()) {
      throw new IllegalArgumentException(
          "[retrieval] nearest %d of %d items".formatted(nearest, items.count()));
    }
    double[] total = new double[1];
    visit(
        queries,
        (all, right) -> {
          int left = nearest;
          for (int distance = 0; left > 0; distance++) {
            int taken = Math.min(left, all[distance]);
            total[0] += taken == 0 ? 0 : (double) right[distance] * taken / all[distance] / nearest;
            left -= taken;
          }
        });
    return total[0] / queries.count();
  }

  private void visit(BinaryCodes queries, Visitor visitor) {
    int words = items.words();
    if (queries.words() != words) {
      throw new IllegalArgumentException(
          "[retrieval] queries of %d words, items of %d".formatted(queries.words(), words));
    }
    int block = Math.clamp(DISTANCES / items.count(), 1, queries.count());
    for (int begin = 0; begin < queries.count(); begin += block) {
      int count = Math.min(block, queries.count() - begin);
      long[] codes = Arrays.copyOfRange(queries.codes(), begin * words, (begin + count) * words);
      int[] distances = new int[count * items.count()];
      Kernels.run(
          new HammingDistance(),
          List.of(
              Operand.i64(codes, count, words), Operand.i64(items.codes(), items.count(), words)),
          List.of(Operand.i32(distances, count, items.count())));
      for (int i = 0; i < count; i++) {
        count(queries.labels()[begin + i], distances, i * items.count(), visitor);
      }
    }
  }

  private void count(int label, int[] distances, int begin, Visitor visitor) {
    int[] all = new int[Long.SIZE * items.words() + 1];
    int[] right = new int[all.length];
    for (int item = 0; item < items.count(); item++) {
      int distance = distances[begin + item];
      all[distance]++;
      right[distance] += items.labels()[item] == label ? 1 : 0;
    }
    visitor.visit(all, right);
  }
}
