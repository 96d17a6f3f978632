package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NearestNeighboursTest {
  private static final Features LINE =
      new Features(new float[] {0, 1, 2, 10, 11}, 1, new int[] {0, 1, 1, 2, 2});

  private static double label(float at, int expected, int neighbours) {
    Features query = new Features(new float[] {at}, 1, new int[] {expected});
    return new NearestNeighbours(LINE).accuracy(query, neighbours);
  }

  @Test
  void byHand() {
    assertEquals(1, label(0.4f, 0, 1));
    assertEquals(1, label(0.4f, 1, 3));
    assertEquals(1, label(7, 2, 1));
    assertEquals(0, label(7, 1, 1));
  }

  @Test
  void equalDistancesTakeTheFirstRowAndEqualVotesTheSmallestLabel() {
    assertEquals(1, label(0.5f, 0, 1));
    assertEquals(1, label(0.4f, 0, 2));
    assertEquals(1, label(100, 1, 5));
  }

  /** Far from the origin float32 products cannot tell neighbours apart; float64 distances do. */
  @Test
  void farFromTheOriginTheNearestIsStillFound() {
    int count = 12;
    float[] values = new float[count * 3];
    int[] labels = new int[count];
    SplittableRandom random = new SplittableRandom(3);
    for (int row = 0; row < count; row++) {
      labels[row] = row;
      for (int j = 0; j < 3; j++) {
        values[row * 3 + j] = 5000 + random.nextInt(100) / 64f;
      }
    }
    Features items = new Features(values, 3, labels);
    assertEquals(1, new NearestNeighbours(items).accuracy(items, 1));
  }

  @Test
  void moreQueriesThanABlock() {
    int count = 131;
    float[] values = new float[count];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      values[row] = row;
      labels[row] = row % 7;
    }
    Features items = new Features(values, 1, labels);
    assertEquals(1, new NearestNeighbours(items).accuracy(items, 1));
  }

  @Test
  void badQuestions() {
    NearestNeighbours nearest = new NearestNeighbours(LINE);
    assertThrows(IllegalArgumentException.class, () -> nearest.accuracy(LINE, 0));
    assertThrows(IllegalArgumentException.class, () -> nearest.accuracy(LINE, 6));
    Features plane = new Features(new float[2], 2, new int[1]);
    assertThrows(IllegalArgumentException.class, () -> nearest.accuracy(plane, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Features(new float[3], 2, new int[] {0}));
    assertThrows(
        IllegalArgumentException.class, () -> new Features(new float[1], 1, new int[] {-1}));
  }
}
