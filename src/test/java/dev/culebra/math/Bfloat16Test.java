package dev.culebra.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rounding to 8 digits: to the nearest, ties to even, and what no number is nearest to. */
class Bfloat16Test {
  private static final float UNIT = 0x1p-7f;

  @Test
  void tiesGoToTheEvenNeighbour() {
    assertEquals(1, Bfloat16.round(1 + UNIT / 2));
    assertEquals(1 + 2 * UNIT, Bfloat16.round(1 + 3 * UNIT / 2));
    assertEquals(1 + UNIT, Bfloat16.round(Math.nextUp(1 + UNIT / 2)));
    assertEquals(-1 - 2 * UNIT, Bfloat16.round(-1 - 3 * UNIT / 2));
    assertEquals(2, Bfloat16.round(Math.nextDown(2f)));
  }

  @Test
  void endsOfTheRange() {
    assertEquals(Float.POSITIVE_INFINITY, Bfloat16.round(Float.MAX_VALUE));
    assertEquals(Float.NEGATIVE_INFINITY, Bfloat16.round(Float.NEGATIVE_INFINITY));
    assertEquals(0x1.fep127f, Bfloat16.round(0x1.fep127f));
    assertEquals(0f, Bfloat16.round(Float.MIN_VALUE));
    assertEquals(
        Float.floatToRawIntBits(-0f), Float.floatToRawIntBits(Bfloat16.round(-Float.MIN_VALUE)));
    for (int bits : new int[] {0x7f800001, 0x7fc00000, 0x7fffffff, 0xff800001, 0xffffffff}) {
      assertTrue(Float.isNaN(Bfloat16.round(Float.intBitsToFloat(bits))), "NaN " + bits);
    }
  }

  /** No neighbour among the numbers of 8 digits is nearer. */
  @Test
  void nearest() {
    SplittableRandom random = Seed.random("bfloat16");
    for (int i = 0; i < 100_000; i++) {
      float number = Float.intBitsToFloat(random.nextInt());
      if (!(Math.abs(number) < 0x1p126f)) {
        continue;
      }
      float rounded = Bfloat16.round(number);
      int bits = Float.floatToRawIntBits(rounded);
      assertEquals(0, bits & 0xffff, "digits of " + rounded);
      double error = Math.abs((double) number - rounded);
      for (int step : new int[] {-0x10000, 0x10000}) {
        double other = Math.abs((double) number - Float.intBitsToFloat(bits + step));
        assertTrue(!(other < error), number + " became " + rounded);
      }
    }
  }
}
