package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LinearProbesTest {
  private static final Features PAIR = new Features(new float[] {1, -1}, 1, new int[] {1, 0});

  /** By symmetry b = 0, and ½w² + 2C·(1 − w)² is least at w = 4C / (1 + 4C). */
  @Test
  void machineOfTwoPointsByHand() {
    double[][] weights = LinearSvm.fit(PAIR, 0.75).weights();
    assertEquals(0.75, weights[1][0], 1e-9);
    assertEquals(0, weights[1][1], 1e-9);
    assertEquals(-0.75, weights[0][0], 1e-9);
  }

  /** By symmetry W = (−w, w): w² + 2C·log(1 + exp(−2w)) is least at w = 2C·σ(−2w). */
  @Test
  void probeOfTwoPointsByHand() {
    double cost = 2;
    double weight = SoftmaxProbe.fit(PAIR, cost).weights()[1][0];
    assertEquals(2 * cost / (1 + Math.exp(2 * weight)), weight, 1e-9);
  }

  @Test
  void classifierTakesTheFirstOfEqualClasses() {
    LinearClassifier classifier = new LinearClassifier(1, new double[][] {{1, 0}, {1, 0}, {2, -3}});
    assertEquals(0, classifier.predict(new float[] {1}, 0));
    assertEquals(2, classifier.predict(new float[] {0, 4}, 1));
    Features features = new Features(new float[] {1, 4, 5}, 1, new int[] {0, 2, 0});
    assertEquals(2.0 / 3, classifier.accuracy(features), 1e-15);
  }

  @Test
  void badQuestions() {
    assertThrows(IllegalArgumentException.class, () -> LinearSvm.fit(PAIR, 0));
    assertThrows(IllegalArgumentException.class, () -> SoftmaxProbe.fit(PAIR, Double.NaN));
    Features broken = new Features(new float[] {Float.NaN, 1}, 1, new int[] {0, 1});
    assertThrows(IllegalStateException.class, () -> LinearSvm.fit(broken, 1));
    assertThrows(IllegalStateException.class, () -> SoftmaxProbe.fit(broken, 1));
  }
}
