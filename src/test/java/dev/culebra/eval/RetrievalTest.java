package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetrievalTest {
  private static final Retrieval ITEMS =
      new Retrieval(
          new BinaryCodes(new long[] {0b000, 0b001, 0b011, 0b111}, 1, new int[] {0, 1, 0, 0}));

  private static BinaryCodes query(long code, int label) {
    return new BinaryCodes(new long[] {code}, 1, new int[] {label});
  }

  /** Distances of the query 000 are 0, 1, 2 and 3. */
  @Test
  void curveByHand() {
    List<Retrieval.Point> curve = ITEMS.curve(query(0b000, 0), 3);
    assertEquals(new Retrieval.Point(0, 1, 1.0 / 3, 1), curve.get(0));
    assertEquals(new Retrieval.Point(1, 0.5, 1.0 / 3, 2), curve.get(1));
    assertEquals(new Retrieval.Point(2, 2.0 / 3, 2.0 / 3, 3), curve.get(2));
    assertEquals(new Retrieval.Point(3, 0.75, 1, 4), curve.get(3));
  }

  @Test
  void queriesThatFindNothingHaveNoPrecisionAndThoseWithoutAnswersNoRecall() {
    Retrieval.Point nothing = ITEMS.curve(query(0b110, 0), 0).getFirst();
    assertEquals(new Retrieval.Point(0, 0, 0, 0), nothing);
    Retrieval.Point unanswerable = ITEMS.curve(query(0b000, 5), 0).getFirst();
    assertEquals(0, unanswerable.precision());
    assertTrue(Double.isNaN(unanswerable.recall()));
    BinaryCodes both = new BinaryCodes(new long[] {0, 0}, 1, new int[] {0, 5});
    assertEquals(new Retrieval.Point(0, 0.5, 1.0 / 3, 1), ITEMS.curve(both, 0).getFirst());
  }

  @Test
  void precisionOfTheNearestByHand() {
    assertEquals(1, ITEMS.precisionAt(query(0, 0), 1));
    assertEquals(0.5, ITEMS.precisionAt(query(0, 0), 2));
    assertEquals(0.75, ITEMS.precisionAt(query(0, 0), 4));
    // 010 is one bit from 000 and from 011, two from the wrong 001 and from 111.
    assertEquals(1, ITEMS.precisionAt(query(0b010, 0), 2));
    assertEquals(2.5 / 3, ITEMS.precisionAt(query(0b010, 0), 3), 1e-15);
  }

  /** Random codes of two words, counted bit by bit. */
  @Test
  void manyCodesAgreeWithCounting() {
    SplittableRandom random = new SplittableRandom(4);
    BinaryCodes items =
        new BinaryCodes(random.longs(2 * 57).toArray(), 2, random.ints(57, 0, 3).toArray());
    BinaryCodes queries =
        new BinaryCodes(random.longs(2 * 13).toArray(), 2, random.ints(13, 0, 3).toArray());
    int radius = 60;
    double precision = 0;
    double recall = 0;
    for (int q = 0; q < 13; q++) {
      int found = 0;
      int right = 0;
      int relevant = 0;
      for (int i = 0; i < 57; i++) {
        long first = queries.codes()[2 * q] ^ items.codes()[2 * i];
        long second = queries.codes()[2 * q + 1] ^ items.codes()[2 * i + 1];
        boolean isNear = Long.bitCount(first) + Long.bitCount(second) <= radius;
        boolean isRight = queries.labels()[q] == items.labels()[i];
        found += isNear ? 1 : 0;
        right += isNear && isRight ? 1 : 0;
        relevant += isRight ? 1 : 0;
      }
      precision += found > 0 ? (double) right / found / 13 : 0;
      recall += (double) right / relevant / 13;
    }
    Retrieval.Point point = new Retrieval(items).curve(queries, 128).get(radius);
    assertEquals(precision, point.precision(), 1e-12);
    assertEquals(recall, point.recall(), 1e-12);
  }

  @Test
  void badQuestions() {
    assertThrows(IllegalArgumentException.class, () -> ITEMS.curve(query(0, 0), 65));
    assertThrows(IllegalArgumentException.class, () -> ITEMS.precisionAt(query(0, 0), 5));
    BinaryCodes wide = new BinaryCodes(new long[2], 2, new int[1]);
    assertThrows(IllegalArgumentException.class, () -> ITEMS.curve(wide, 1));
    assertThrows(IllegalArgumentException.class, () -> new BinaryCodes(new long[3], 2, new int[1]));
  }
}
