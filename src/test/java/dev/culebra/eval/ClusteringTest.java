package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClusteringTest {
  private static double greatest(double[][] gains, int row, boolean[] isTaken) {
    if (row == gains.length) {
      return 0;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int column = 0; column < gains.length; column++) {
      if (!isTaken[column]) {
        isTaken[column] = true;
        best = Math.max(best, gains[row][column] + greatest(gains, row + 1, isTaken));
        isTaken[column] = false;
      }
    }
    return best;
  }

  @Test
  void assignmentByHand() {
    double[][] gains = {{9, 8, 1}, {8, 2, 1}, {7, 1, 0}};
    assertArrayEquals(
        new int[] {1, 0, 2}, Assignment.greatest(new double[][] {{1, 5, 0}, {6, 5, 0}, {0, 0, 1}}));
    int[] columns = Assignment.greatest(gains);
    assertEquals(16, gains[0][columns[0]] + gains[1][columns[1]] + gains[2][columns[2]]);
  }

  /** Against every permutation. */
  @Test
  void assignmentIsTheBest() {
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 300; trial++) {
      int size = 1 + trial % 6;
      double[][] gains = new double[size][];
      Arrays.setAll(gains, i -> random.ints(size, -9, 10).asDoubleStream().toArray());
      int[] columns = Assignment.greatest(gains);
      double total = 0;
      for (int row = 0; row < size; row++) {
        total += gains[row][columns[row]];
      }
      assertEquals(size, Arrays.stream(columns).distinct().count());
      assertEquals(greatest(gains, 0, new boolean[size]), total, 1e-12);
    }
  }

  @Test
  void accuracyByHand() {
    int[] labels = {0, 0, 0, 1, 1, 2};
    assertEquals(1, Clustering.accuracy(new int[] {2, 2, 2, 0, 0, 1}, labels));
    assertEquals(4.0 / 6, Clustering.accuracy(new int[] {1, 1, 0, 0, 0, 0}, labels), 1e-15);
    assertEquals(0.5, Clustering.accuracy(new int[] {0, 0, 0, 0, 0, 0}, labels), 1e-15);
    assertEquals(0.5, Clustering.accuracy(new int[] {0, 1, 2, 3, 4, 5}, labels), 1e-15);
  }

  @Test
  void blobsAreFound() {
    SplittableRandom random = new SplittableRandom(12);
    float[] values = new float[300 * 2];
    int[] labels = new int[300];
    for (int row = 0; row < 300; row++) {
      labels[row] = row % 3;
      values[2 * row] = (float) (10 * labels[row] + random.nextGaussian());
      values[2 * row + 1] = (float) (10 * (labels[row] % 2) + random.nextGaussian());
    }
    Features features = new Features(values, 2, labels);
    assertEquals(1, Clustering.kMeansAccuracy(features, 3, 3, 50, 1));
  }

  @Test
  void badQuestions() {
    assertThrows(IllegalArgumentException.class, () -> Clustering.accuracy(new int[2], new int[3]));
    assertThrows(IllegalArgumentException.class, () -> Clustering.accuracy(new int[0], new int[0]));
  }
}
