package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class PronunciationErrorsTest {
  private static int[] letters(String word) {
    return word.chars().toArray();
  }

  @Test
  void distancesByHand() {
    assertEquals(3, EditDistance.between(letters("kitten"), letters("sitting")));
    assertEquals(3, EditDistance.between(letters("saturday"), letters("sunday")));
    assertEquals(4, EditDistance.between(letters(""), letters("four")));
    assertEquals(4, EditDistance.between(letters("four"), letters("")));
    assertEquals(0, EditDistance.between(letters(""), letters("")));
    assertEquals(2, EditDistance.between(letters("ab"), letters("ba")));
  }

  /** One word right by its second reference, one with 1 edit of 3, one with 2 edits of 4. */
  @Test
  void ratesByHand() {
    PronunciationErrors errors =
        PronunciationErrors.of(
            List.of(letters("abc"), letters("abd"), letters("ab")),
            List.of(
                List.of(letters("xbc"), letters("abc")),
                List.of(letters("abc")),
                List.of(letters("abcd"), letters("vwxyz"))));
    assertEquals(3, errors.words());
    assertEquals(2.0 / 3, errors.wordRate(), 1e-15);
    assertEquals(3.0 / 10, errors.phonemeRate(), 1e-15);
  }

  @Test
  void nothingSaidIsAllWrong() {
    PronunciationErrors errors =
        PronunciationErrors.of(List.of(letters("")), List.of(List.of(letters("abc"))));
    assertEquals(new PronunciationErrors(1, 1, 1), errors);
  }

  @Test
  void badQuestions() {
    assertThrows(
        IllegalArgumentException.class, () -> PronunciationErrors.of(List.of(), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> PronunciationErrors.of(List.of(letters("a")), List.of(List.of())));
  }
}
