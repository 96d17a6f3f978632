package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ActiveUnitsTest {
  /** Latents that stay, that move by ±0.05 (variance 0.0025), and by ±0.5 around 100. */
  @Test
  void byHand() {
    float[] means = {3, 0.05f, 100.5f, 3, -0.05f, 99.5f};
    double[] variances = ActiveUnits.variances(means, 3);
    assertArrayEquals(new double[] {0, 0.0025, 0.25}, variances, 1e-9);
    assertEquals(1, ActiveUnits.count(means, 3));
  }

  @Test
  void rowsMustBeWhole() {
    assertThrows(IllegalArgumentException.class, () -> ActiveUnits.count(new float[5], 3));
    assertThrows(IllegalArgumentException.class, () -> ActiveUnits.count(new float[0], 3));
  }
}
