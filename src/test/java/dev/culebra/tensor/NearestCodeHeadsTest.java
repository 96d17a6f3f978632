package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.harness.Seed;
import dev.culebra.op.VqNearest;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A search with several heads finds in each head exactly what a search of that head alone finds,
 * numbers and distances to the bit; {@code VqNearestTest} holds one head to brute force. Small
 * whole numbers make ties, which the lowest number must win: that is checked here too.
 */
class NearestCodeHeadsTest {
  private static final int ROUNDS = 20;

  /** What a search found. */
  private record Found(int[] numbers, float[] distances) {}

  @TestFactory
  Stream<DynamicTest> headsDoNotSeeEachOther() {
    return Stream.of("ref", "simd")
        .flatMap(tier -> Stream.of(false, true).map(cosine -> test(tier, cosine)));
  }

  private static DynamicTest test(String tier, boolean cosine) {
    String name = (cosine ? "cosine on " : "Euclidean on ") + tier;
    return DynamicTest.dynamicTest(
        name,
        () -> {
          RandomGenerator random = Seed.random(name);
          for (int round = 0; round < ROUNDS; round++) {
            boolean ties = round % 2 == 0;
            Kernels.using(KernelOptions.tier(tier), () -> check(cosine, ties, random));
          }
        });
  }

  private static void check(boolean cosine, boolean ties, RandomGenerator random) {
    int samples = random.nextInt(1, 40);
    int heads = random.nextInt(2, 5);
    int codes = random.nextInt(1, 80);
    int depth = random.nextInt(1, 10);
    float[] vectors = numbers(samples * heads * depth, ties, random);
    float[] codebook = numbers(heads * codes * depth, ties, random);
    Found all = search(cosine, vectors, codebook, samples, heads, codes, depth);
    for (int head = 0; head < heads; head++) {
      float[] own = column(vectors, samples, heads, depth, head);
      int first = head * codes * depth;
      float[] table = Arrays.copyOfRange(codebook, first, first + codes * depth);
      Found alone = search(cosine, own, table, samples, 1, codes, depth);
      for (int sample = 0; sample < samples; sample++) {
        int place = sample * heads + head;
        assertEquals(alone.numbers()[sample], all.numbers()[place]);
        assertEquals(alone.distances()[sample], all.distances()[place]);
        assertFirst(table, depth, all.numbers()[place]);
      }
    }
  }

  /** No code before the one that was found is the same code. */
  private static void assertFirst(float[] table, int depth, int found) {
    float[] code = Arrays.copyOfRange(table, found * depth, (found + 1) * depth);
    int first =
        IntStream.range(0, found + 1)
            .filter(k -> Arrays.equals(code, 0, depth, table, k * depth, (k + 1) * depth))
            .findFirst()
            .orElseThrow();
    assertEquals(found, first);
  }

  private static Found search(
      boolean cosine,
      float[] vectors,
      float[] table,
      int samples,
      int heads,
      int codes,
      int depth) {
    int[] numbers = new int[samples * heads];
    float[] distances = new float[samples * heads];
    int[] index = heads == 1 ? new int[] {samples} : new int[] {samples, heads};
    Operand codebook =
        heads == 1 ? Operand.f32(table, codes, depth) : Operand.f32(table, heads, codes, depth);
    Kernels.run(
        new VqNearest(cosine),
        List.of(Operand.f32(vectors, samples, heads * depth), codebook),
        List.of(Operand.i32(numbers, index), Operand.f32(distances, index)));
    return new Found(numbers, distances);
  }

  private static float[] column(float[] vectors, int samples, int heads, int depth, int head) {
    float[] column = new float[samples * depth];
    for (int sample = 0; sample < samples; sample++) {
      System.arraycopy(vectors, (sample * heads + head) * depth, column, sample * depth, depth);
    }
    return column;
  }

  private static float[] numbers(int count, boolean whole, RandomGenerator random) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = whole ? random.nextInt(3) - 1 : (float) random.nextGaussian();
    }
    return numbers;
  }
}
