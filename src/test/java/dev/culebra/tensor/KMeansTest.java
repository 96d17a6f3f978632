package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KMeansTest {
  private static final long SEED = Long.getLong("culebra.seed", System.nanoTime());

  @Test
  void findsClustersThatLieApart() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] vectors = new float[300 * 2];
    for (int i = 0; i < 300; i++) {
      vectors[2 * i] = 100 * (i % 5) + (float) random.nextGaussian();
      vectors[2 * i + 1] = -50 * (i % 5) + (float) random.nextGaussian();
    }
    float[] centres = KMeans.centres(vectors, 2, 5, 20, SEED);
    boolean[] found = new boolean[5];
    for (int centre = 0; centre < 5; centre++) {
      int cluster = Math.round(centres[2 * centre] / 100);
      found[cluster] = true;
      assertEquals(100.0 * cluster, centres[2 * centre], 2, "seed " + SEED);
      assertEquals(-50.0 * cluster, centres[2 * centre + 1], 2, "seed " + SEED);
    }
    assertArrayEquals(new boolean[] {true, true, true, true, true}, found, "seed " + SEED);
    assertArrayEquals(centres, KMeans.centres(vectors, 2, 5, 20, SEED));
  }

  @Test
  void fewerVectorsThanCentresAreRepeated() {
    float[] centres = KMeans.centres(new float[] {3, 3, 3}, 1, 5, 4, SEED);
    assertArrayEquals(new float[] {3, 3, 3, 3, 3}, centres);
    assertThrows(IllegalArgumentException.class, () -> KMeans.centres(new float[0], 1, 1, 1, 0));
  }
}
