package dev.culebra.repro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Dataset;
import dev.culebra.data.Lines;
import dev.culebra.eval.LinesScore;
import dev.culebra.par.Workers;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinesBenchmarkTest {
  private static Dataset lines() {
    SplittableRandom random = new SplittableRandom(3);
    return Lines.at(random.doubles(1024, 0, 2 * Math.PI).toArray());
  }

  private static LinesScore score(LinesBenchmark.Interpolated model, int number) {
    try (Workers workers = Workers.of(2)) {
      return new LinesBenchmark().score(model, lines(), number, workers);
    }
  }

  private static final LinesBenchmark.Interpolated PIXELS =
      new LinesBenchmark.Interpolated() {
        @Override
        public float[] codes(float[] pixels) {
          return pixels;
        }

        @Override
        public float[] pictures(float[] codes) {
          return codes;
        }
      };

  /** The official metric gives 6.333e-3 and 0.8907 for other pairs of the same distribution. */
  @Test
  void crossFadedPixelsScoreAsWithTheOfficialCode() {
    LinesScore score = score(PIXELS, 0);
    assertEquals(6.333e-3, score.meanDistance(), 0.3e-3);
    assertEquals(0.8907, score.meanSmoothness(), 0.02);
  }

  @Test
  void eachEvaluationTakesOtherLinesAsLongAsThereAreSome() {
    LinesScore first = score(PIXELS, 0);
    assertTrue(first.meanDistance() != score(PIXELS, 1).meanDistance());
    assertEquals(first, score(PIXELS, 2));
  }

  /** A model that is always right in between: the decoder draws the line at the angle. */
  @Test
  void anglesAsCodesAreLines() {
    LinesScore score =
        score(
            new LinesBenchmark.Interpolated() {
              @Override
              public float[] codes(float[] pixels) {
                float[] angles = new float[pixels.length / (Lines.SIDE * Lines.SIDE)];
                for (int i = 0; i < angles.length; i++) {
                  angles[i] = i < LinesBenchmark.PAIRS ? 1 : 3;
                }
                return angles;
              }

              @Override
              public float[] pictures(float[] codes) {
                double[] angles = new double[codes.length];
                for (int i = 0; i < angles.length; i++) {
                  angles[i] = codes[i];
                }
                return Lines.at(angles).floats(0, angles.length);
              }
            },
            0);
    assertTrue(score.meanDistance() < 1e-6, "distance " + score.meanDistance());
    assertTrue(score.meanSmoothness() < 1e-2, "smoothness " + score.meanSmoothness());
  }
}
