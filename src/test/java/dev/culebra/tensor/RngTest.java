package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.shape.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Draws of classes, Gumbel numbers and orders have the distributions that they claim. */
class RngTest {
  private static final int DRAWS = 100_000;

  private final Rng rng = new Rng(counter(20261121, 3));

  private static Tensor counter(long seed, long step) {
    MemorySegment words = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, seed, step, 0);
    return Tensor.over(Rng.COUNTER, words);
  }

  private static int[] ints(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_INT);
  }

  @Test
  void classesComeAsOftenAsTheirProbabilities() {
    double[] shares = {0.5, 0.3, 0.15, 0.05};
    float[] logits = new float[4 * DRAWS];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(shares[i % 4]) + 2;
    }
    int[] drawn = ints(rng.categorical("classes", Tensor.of(Shape.of(DRAWS, 4), logits)));
    for (int k = 0; k < 4; k++) {
      int label = k;
      double share = (double) Arrays.stream(drawn).filter(d -> d == label).count() / DRAWS;
      double deviation = Math.sqrt(shares[k] * (1 - shares[k]) / DRAWS);
      assertEquals(shares[k], share, 4 * deviation, "class " + k);
    }
  }

  /** Mean is Euler's constant, variance π²/6. */
  @Test
  void gumbelNumbersHaveTheirMoments() {
    float[] draws = rng.gumbel("noise", Shape.of(DRAWS)).toFloats();
    double mean = IntStream.range(0, DRAWS).mapToDouble(i -> draws[i]).average().orElseThrow();
    double square =
        IntStream.range(0, DRAWS).mapToDouble(i -> draws[i] * draws[i]).average().orElseThrow();
    double variance = Math.PI * Math.PI / 6;
    assertEquals(0.5772156649, mean, 4 * Math.sqrt(variance / DRAWS));
    assertEquals(variance, square - mean * mean, 4 * Math.sqrt(4.4 / DRAWS) * variance);
  }

  @Test
  void anOrderHoldsEveryIndexOnce() {
    for (int count : new int[] {0, 1, 2, 1000}) {
      int[] order = ints(rng.permutation("order", count));
      int[] sorted = order.clone();
      Arrays.sort(sorted);
      assertEquals(
          IntStream.range(0, count).boxed().toList(), Arrays.stream(sorted).boxed().toList());
    }
  }

  /** Each of the six orders of three comes equally often. */
  @Test
  void ordersAreEquallyLikely() {
    int trials = 6000;
    int[] counts = new int[27];
    for (int step = 0; step < trials; step++) {
      int[] order = ints(new Rng(counter(7, step)).permutation("order", 3));
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    int[] seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertEquals(6, seen.length);
    for (int count : seen) {
      assertEquals(trials / 6.0, count, 4 * Math.sqrt(trials / 6.0 * 5 / 6));
    }
  }
}
