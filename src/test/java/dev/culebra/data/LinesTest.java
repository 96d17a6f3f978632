package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final int PIXELS = Lines.SIDE * Lines.SIDE;
  private static final double[] ANGLES = {
    0, Math.PI / 6, Math.PI / 4, Math.PI / 2, 1.0, 2.0, 3.0, 5.0
  };

  private static float[] pixels(Dataset lines, int index) {
    float[] pixels = new float[PIXELS];
    lines.copy(index, MemorySegment.ofArray(pixels), 0);
    return pixels;
  }

  /** Sums of signed pixels and numbers of pixels above −1, from the original's code. */
  @Test
  void linesAreTheOriginals() {
    double[] sums = {-964.0, -972.0, -980.0, -964.0, -973.51174, -969.44215, -964.60045, -964.0};
    int[] lit = {30, 39, 33, 30, 39, 42, 45, 45};
    for (int i = 0; i < ANGLES.length; i++) {
      double[] sum = {-PIXELS};
      int[] count = new int[1];
      new LineDrawing(Lines.SIDE)
          .draw(
              ANGLES[i],
              (pixel, coverage) -> {
                sum[0] += 2 * coverage;
                count[0]++;
              });
      assertEquals(sums[i], sum[0], 5e-6, "sum at " + ANGLES[i]);
      assertEquals(lit[i], count[0], "pixels at " + ANGLES[i]);
    }
  }

  /** The published mean share of light. */
  @Test
  void linesLightTheirShareOfThePicture() {
    double[] light = new double[1];
    for (int i = 0; i < 10_000; i++) {
      double angle = 2 * Math.PI * i / 10_000;
      new LineDrawing(Lines.SIDE).draw(angle, (_, coverage) -> light[0] += coverage);
    }
    assertEquals(0.02677, light[0] / 10_000 / PIXELS, 5e-6);
  }

  @Test
  void samplesAreTheDrawing() {
    Dataset lines = Lines.at(ANGLES);
    for (int i = 0; i < ANGLES.length; i++) {
      float[] expected = new float[PIXELS];
      new LineDrawing(Lines.SIDE)
          .draw(ANGLES[i], (pixel, coverage) -> expected[pixel] += (float) coverage);
      assertArrayEquals(expected, pixels(lines, i));
    }
    assertEquals("lines: 8 x f32[32,32,1], 10 classes", lines.toString());
  }

  /** A line to the right lies in row 15 and 16, from the centre on; downwards, in the columns. */
  @Test
  void straightLinesFillWholePixels() {
    float[] right = pixels(Lines.at(0), 0);
    float[] down = pixels(Lines.at(3 * Math.PI / 2), 0);
    for (int row = 0; row < Lines.SIDE; row++) {
      for (int column = 0; column < Lines.SIDE; column++) {
        boolean isLit = (row == 15 || row == 16) && column >= 16 && column < 31;
        assertEquals(isLit ? 1 : 0, right[row * Lines.SIDE + column]);
        assertEquals(isLit ? 1 : 0, down[column * Lines.SIDE + row], 1e-6);
      }
    }
  }

  @Test
  void signedPixelsRunFromMinusOne() {
    assertArrayEquals(new float[] {-1, 0, 1}, Lines.signed(new float[] {0, 0.5f, 1}));
  }

  @Test
  void labelsAreTenthsOfTheCircle() {
    Dataset lines = Lines.at(0, 0.628, 0.629, 3.2, 6.283);
    int[] expected = {0, 0, 1, 5, 9};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], lines.label(i));
    }
  }

  @Test
  void seedsFixTheAngles() {
    Split one = Lines.open(1);
    assertEquals(Lines.TRAINING, one.train().count());
    assertEquals(Lines.TEST, one.test().count());
    assertEquals(Shape.of(32, 32, 1), one.train().sampleShape());
    assertEquals(one.hash(), Lines.open(1).hash());
    assertNotEquals(one.hash(), Lines.open(2).hash());
    assertNotEquals(one.train().range(0, 9).hash(), one.test().range(0, 9).hash());
  }

  /** Chi-square of the tenths with 9 degrees of freedom; 27.9 is exceeded 1 time in 1000. */
  @Test
  void anglesAreUniform() {
    Dataset lines = Lines.open(3).train();
    int[] counts = new int[10];
    for (int i = 0; i < lines.count(); i++) {
      counts[lines.label(i)]++;
    }
    double expected = lines.count() / 10.0;
    double statistic = 0;
    for (int count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
    }
    assertTrue(statistic < 27.9, "chi-square " + statistic);
  }

  @Test
  void partsAndChoicesKeepTheirLines() {
    Dataset test = Lines.open().test();
    Dataset part = test.range(10, 20);
    Dataset chosen = test.select(new int[] {19, 10});
    assertArrayEquals(pixels(test, 19), pixels(part, 9));
    assertArrayEquals(pixels(test, 19), pixels(chosen, 0));
    assertArrayEquals(pixels(test, 10), pixels(chosen, 1));
    assertEquals(test.label(10), chosen.label(1));
  }

  /** A run that goes on at a place sees what it would have seen. */
  @Test
  void batchesContinueExactly() {
    Dataset lines = Lines.open().test();
    BatchOptions options = BatchOptions.training(64, 5);
    try (Batches whole = lines.batches(options);
        Batches later = lines.batches(options.at(1, 3))) {
      for (int before = 0; before < whole.perEpoch() + 3; before++) {
        whole.next();
      }
      float[] expected = whole.next().samples().toArray(ValueLayout.JAVA_FLOAT);
      assertArrayEquals(expected, later.next().samples().toArray(ValueLayout.JAVA_FLOAT));
    }
  }
}
