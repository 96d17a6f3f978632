package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Dataset;
import dev.culebra.data.Lines;
import dev.culebra.par.Workers;
import dev.culebra.tensor.Safetensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The values are those of the original's metric code; each is asked for to its last digit. */
class LinesMetricTest {
  private static final Path PAIRS = Path.of("src/test/resources/golden/lines_pairs.safetensors");
  private static final int STEPS = 16;
  private static final int PIXELS = Lines.SIDE * Lines.SIDE;
  private static final double START = 5 * Math.PI / 7;
  private static final double END = 3 * Math.PI / 2;
  private static final LinesMetric METRIC = new LinesMetric();
  private static final Workers WORKERS = Workers.of(2);

  @AfterAll
  static void stop() {
    WORKERS.close();
  }

  @FunctionalInterface
  private interface Interpolation {
    /** Signed pixels of the frame a share of the way from one angle to another. */
    float[] frame(double start, double end, int step);
  }

  private static float[] line(double angle) {
    Dataset drawn = Lines.at(angle - 2 * Math.PI * Math.floor(angle / (2 * Math.PI)));
    float[] pixels = new float[PIXELS];
    drawn.copy(0, MemorySegment.ofArray(pixels), 0);
    return Lines.signed(pixels);
  }

  private static float[] turned(double start, double end, int step) {
    return line(start + (end - start) * step / (STEPS - 1));
  }

  private static float[] shortest(double start, double end, int step) {
    double turn = end - start;
    return turned(start, start + turn - 2 * Math.PI * Math.rint(turn / (2 * Math.PI)), step);
  }

  private static float[] faded(double start, double end, int step) {
    float[] from = line(start);
    float[] to = line(end);
    float share = step / (STEPS - 1f);
    for (int i = 0; i < PIXELS; i++) {
      from[i] += share * (to[i] - from[i]);
    }
    return from;
  }

  private static float[] abrupt(double start, double end, int step) {
    return line(step < STEPS / 2 ? start : end);
  }

  private static float[] frames(double[] starts, double[] ends, Interpolation way) {
    float[] frames = new float[starts.length * STEPS * PIXELS];
    for (int i = 0; i < starts.length * STEPS; i++) {
      float[] frame = way.frame(starts[i / STEPS], ends[i / STEPS], i % STEPS);
      System.arraycopy(frame, 0, frames, i * PIXELS, PIXELS);
    }
    return frames;
  }

  private static void check(LinesScore score, double distance, double digit, double smoothness) {
    assertEquals(distance, score.meanDistance(), digit / 2, "distance");
    double lastDigit = smoothness < 1e-4 ? 1e-7 : smoothness < 1e-2 ? 1e-5 : 1e-4;
    assertEquals(smoothness, score.meanSmoothness(), lastDigit / 2, "smoothness");
  }

  private static LinesScore one(double end, Interpolation way) {
    float[] frames = frames(new double[] {START}, new double[] {end}, way);
    return METRIC.score(frames, STEPS, WORKERS);
  }

  private static LinesScore pairs(Interpolation way) {
    try (Safetensors file = Safetensors.open(PAIRS)) {
      double[] starts = file.bytes("starts").toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED);
      double[] ends = file.bytes("ends").toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED);
      return METRIC.score(frames(starts, ends, way), STEPS, WORKERS);
    }
  }

  @Test
  void rightInterpolation() {
    check(one(END, LinesMetricTest::turned), 1.96e-7, 1e-9, 1.70e-5);
  }

  @Test
  void fadingPixels() {
    check(one(END, LinesMetricTest::faded), 7.217e-3, 1e-6, 0.9402);
  }

  @Test
  void abruptSwitch() {
    check(one(END, LinesMetricTest::abrupt), 2.47e-7, 1e-9, 0.9333);
    assertEquals(14.0 / 15, one(END, LinesMetricTest::abrupt).meanSmoothness(), 1e-12);
  }

  @Test
  void theLongWayRound() {
    check(one(END - 2 * Math.PI, LinesMetricTest::turned), 1.75e-7, 1e-9, 4.39e-5);
  }

  @Test
  void fadingPixelsOfManyPairs() {
    check(pairs(LinesMetricTest::faded), 6.333e-3, 1e-6, 0.8907);
  }

  @Test
  void abruptSwitchesOfManyPairsCountOneUndefinedAsZero() {
    LinesScore score = pairs(LinesMetricTest::abrupt);
    check(score, 1.76e-7, 1e-9, 0.9297);
    assertEquals(14.0 / 15 * 255 / 256, score.meanSmoothness(), 1e-12);
  }

  @Test
  void shortestWaysOfManyPairs() {
    check(pairs(LinesMetricTest::shortest), 1.69e-7, 1e-9, 1.04e-3);
  }

  @Test
  void blankPictureIsFarFromEveryLine() {
    float[] blank = new float[PIXELS];
    Arrays.fill(blank, -1);
    assertEquals(3.065e-2, METRIC.nearest(blank, WORKERS).distances()[0], 5e-6);
  }

  @Test
  void trueLinesAreFoundExactly() {
    float[] frames = new float[100 * PIXELS];
    for (int i = 0; i < 100; i++) {
      System.arraycopy(line(2 * Math.PI * (97 * i) / 10_000), 0, frames, i * PIXELS, PIXELS);
    }
    LinesMetric.Matches matches = METRIC.nearest(frames, WORKERS);
    for (int i = 0; i < 100; i++) {
      assertEquals(2 * Math.PI * (97 * i) / 10_000, matches.angles()[i], 1e-12);
      assertEquals(0, matches.distances()[i], 1e-12);
    }
  }

  /** Faint, blank, noisy, shifted and inverted frames, against every line in turn. */
  @Test
  void noLineIsNearerThanTheOneFound() {
    SplittableRandom random = new SplittableRandom(8);
    int count = 70;
    float[] frames = new float[count * PIXELS];
    for (int i = 0; i < count; i++) {
      float[] one = line(random.nextDouble(2 * Math.PI));
      float[] other = line(random.nextDouble(2 * Math.PI));
      float share = random.nextFloat();
      float noise = i % 3 * random.nextFloat();
      float scale = i % 5 == 4 ? -0.01f : 1;
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        float mixed = i % 7 == 0 ? -1 : share * one[pixel] + (1 - share) * other[pixel];
        float drawn = noise * (float) random.nextGaussian();
        frames[i * PIXELS + pixel] = scale * mixed + drawn + i % 2 * 0.9f;
      }
    }
    double[] least = new double[count];
    double[] angles = new double[count];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (int line = 0; line < LinesMetric.LINES; line++) {
      double angle = 2 * Math.PI * line / LinesMetric.LINES;
      float[] pixels = line(angle);
      for (int i = 0; i < count; i++) {
        double distance = cosineDistance(frames, i * PIXELS, pixels);
        if (distance < least[i]) {
          least[i] = distance;
          angles[i] = angle;
        }
      }
    }
    LinesMetric.Matches matches = METRIC.nearest(frames, WORKERS);
    for (int i = 0; i < count; i++) {
      assertEquals(least[i], matches.distances()[i], 1e-9, "distance of frame " + i);
      // Blank frames are equally far from many lines, so their angle is left to rounding.
      if (i % 7 != 0) {
        assertEquals(angles[i], matches.angles()[i], 1e-9, "angle of frame " + i);
      }
    }
  }

  private static double cosineDistance(float[] frames, int begin, float[] pixels) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int pixel = 0; pixel < PIXELS; pixel++) {
      double value = frames[begin + pixel];
      product += value * pixels[pixel];
      left += value * value;
      right += (double) pixels[pixel] * pixels[pixel];
    }
    return 1 - product / Math.sqrt(left * right);
  }

  @Test
  void threadsChangeNothing() {
    float[] frames =
        frames(
            new double[] {1, 2, 3, 4, 5}, new double[] {5, 3, 1, 2, 2.5}, LinesMetricTest::faded);
    LinesMetric.Matches two = METRIC.nearest(frames, WORKERS);
    LinesMetric.Matches one = METRIC.nearest(frames, Workers.caller());
    assertArrayEquals(one.distances(), two.distances());
    assertArrayEquals(one.angles(), two.angles());
  }

  @Test
  void framesThatAreNoPicturesHaveNoDistance() {
    float[] frames = new float[3 * PIXELS];
    frames[PIXELS] = Float.NaN;
    frames[2 * PIXELS] = Float.POSITIVE_INFINITY;
    for (double distance : METRIC.nearest(frames, WORKERS).distances()) {
      assertTrue(Double.isNaN(distance));
    }
    assertTrue(Double.isNaN(METRIC.score(frames, 3, WORKERS).meanSmoothness()));
  }

  @Test
  void smoothnessByHand() {
    assertEquals(0, LinesMetric.smoothness(new double[] {0, 1, 2}), 1e-15);
    assertEquals(0.25, LinesMetric.smoothness(new double[] {0, 3, 4}), 1e-15);
    double across = 2 * Math.PI - 1;
    assertEquals(0.25, LinesMetric.smoothness(new double[] {across, 0.5, 1}), 1e-12);
    assertTrue(Double.isNaN(LinesMetric.smoothness(new double[] {1, 2, 1.00001})));
  }

  @Test
  void framesMustBeWhole() {
    assertThrows(
        IllegalArgumentException.class, () -> METRIC.nearest(new float[PIXELS + 1], WORKERS));
    assertThrows(
        IllegalArgumentException.class, () -> METRIC.score(new float[3 * PIXELS], 2, WORKERS));
    assertThrows(IllegalArgumentException.class, () -> METRIC.score(new float[0], STEPS, WORKERS));
  }
}
