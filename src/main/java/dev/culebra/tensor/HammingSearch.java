package dev.culebra.tensor;

import dev.culebra.op.HammingDistance;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Search among binary codes packed into 64-bit words (see {@link dev.culebra.op.PackBits}) by the
 * number of bits that differ. Every item is compared, by vectors of bit counts where the Vector API
 * is on; memory for a query is one number per item. Immutable; any number of threads may search.
 */
public final class HammingSearch {
  private final Tensor items;

  /**
   * An item that was found.
   *
   * @param item its row
   * @param distance in how many bits it differs
   */
  public record Hit(int item, int distance) {}

  /**
   * @param items {@code i64[M,W]}; not copied
   */
  public HammingSearch(Tensor items) {
    TensorType type = items.type();
    if (type.dtype() != DType.I64 || type.shape().rank() != 2) {
      throw new IllegalArgumentException("[hamming_search] codes are i64[M,W], not " + type);
    }
    this.items = items;
  }

  /** Codes of one item after the other, each of {@code words} words. */
  public static HammingSearch over(long[] codes, int words) {
    return new HammingSearch(tensor(codes, words));
  }

  /**
   * The nearest items, nearest first and, where equally near, in the order of their rows.
   *
   * @param query a code of as many words as the items have
   * @param count how many; fewer are returned only if there are fewer
   */
  public List<Hit> nearest(long[] query, int count) {
    int[] distances = distances(query);
    int wanted = Math.min(count, distances.length);
    if (wanted <= 0) {
      return List.of();
    }
    int[] having = having(distances, query.length);
    int farthest = 0;
    for (int before = having[0]; before < wanted; before += having[farthest]) {
      farthest++;
    }
    return sorted(distances, having, farthest).subList(0, wanted);
  }

  /** Every item that differs in at most {@code radius} bits, in the order of {@link #nearest}. */
  public List<Hit> within(long[] query, int radius) {
    int[] distances = distances(query);
    int farthest = Math.min(radius, Long.SIZE * query.length);
    return farthest < 0 ? List.of() : sorted(distances, having(distances, query.length), farthest);
  }

  private int[] distances(long[] query) {
    return Tensor.apply(new HammingDistance(), tensor(query, query.length), items)
        .data()
        .toArray(ValueLayout.JAVA_INT);
  }

  /** How many items have each distance. */
  private static int[] having(int[] distances, int words) {
    int[] having = new int[Long.SIZE * words + 1];
    for (int distance : distances) {
      having[distance]++;
    }
    return having;
  }

  /** Items up to a distance, sorted by counting: distances are few. */
  private static List<Hit> sorted(int[] distances, int[] having, int farthest) {
    int[] next = new int[farthest + 1];
    int found = having[farthest];
    for (int distance = 1; distance <= farthest; distance++) {
      next[distance] = next[distance - 1] + having[distance - 1];
      found += having[distance - 1];
    }
    Hit[] hits = new Hit[found];
    for (int item = 0; item < distances.length; item++) {
      if (distances[item] <= farthest) {
        hits[next[distances[item]]++] = new Hit(item, distances[item]);
      }
    }
    return List.of(hits);
  }

  private static Tensor tensor(long[] codes, int words) {
    TensorType type = TensorType.of(DType.I64, words == 0 ? 0 : codes.length / words, words);
    MemorySegment memory = Arena.ofAuto().allocate(type.bytes(), Long.BYTES);
    return Tensor.over(type, memory.copyFrom(MemorySegment.ofArray(codes)));
  }
}
