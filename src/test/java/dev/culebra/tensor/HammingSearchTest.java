package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.op.PackBits;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.HammingSearch.Hit;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HammingSearchTest {
  private static final long SEED = Long.getLong("culebra.seed", System.nanoTime());

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void findsWhatSortingFinds() {
    for (int words = 1; words <= 3; words++) {
      long[] codes = random.longs(500L * words).toArray();
      // Repeated codes make exact ties.
      System.arraycopy(codes, 0, codes, 250 * words, 250 * words);
      long[] query = random.longs(words).toArray();
      HammingSearch search = HammingSearch.over(codes, words);
      List<Hit> all = sorted(codes, query);
      for (int count : new int[] {0, 1, 2, 7, 499, 500, 501}) {
        List<Hit> want = all.subList(0, Math.min(count, 500));
        assertEquals(want, search.nearest(query, count), "seed " + SEED);
      }
      for (int radius : new int[] {-1, 0, 20, 32 * words, 64 * words, 1000}) {
        List<Hit> want = all.stream().filter(hit -> hit.distance() <= radius).toList();
        assertEquals(want, search.within(query, radius), "seed " + SEED);
      }
    }
  }

  @Test
  void packedSignsDifferWhereSignsDiffer() {
    float[] values = new float[140];
    for (int i = 0; i < 70; i++) {
      values[i] = i % 3 == 0 ? 1 : -1;
      values[70 + i] = i % 2 == 0 ? 1 : 0;
    }
    HammingSearch search =
        new HammingSearch(Tensor.apply(new PackBits(), Tensor.of(Shape.of(2, 70), values)));
    // Bits 0, 3, 6, … are set in the first item, 0, 2, 4, … in the second.
    assertEquals(List.of(new Hit(0, 24), new Hit(1, 35)), search.nearest(new long[2], 2));
    assertEquals(List.of(), HammingSearch.over(new long[0], 2).nearest(new long[2], 2));
  }

  @Test
  void refusesQueriesOfAnotherLength() {
    HammingSearch search = HammingSearch.over(new long[4], 2);
    assertThrows(IllegalArgumentException.class, () -> search.nearest(new long[1], 1));
  }

  private static List<Hit> sorted(long[] codes, long[] query) {
    return IntStream.range(0, codes.length / query.length)
        .mapToObj(item -> new Hit(item, distance(codes, item, query)))
        .sorted(Comparator.comparingInt(Hit::distance).thenComparingInt(Hit::item))
        .toList();
  }

  private static int distance(long[] codes, int item, long[] query) {
    int total = 0;
    for (int bit = 0; bit < 64 * query.length; bit++) {
      long different = codes[item * query.length + bit / 64] ^ query[bit / 64];
      total += (int) (different >>> bit & 1);
    }
    return total;
  }
}
