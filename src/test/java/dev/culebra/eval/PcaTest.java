package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Mnist;
import dev.culebra.data.Split;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PcaTest {
  private static final int LENGTH = 5;
  private static final int COUNT = 403;

  /** Independent coordinates of rising spread around large means, then mixed. */
  private static float[] samples() {
    SplittableRandom random = new SplittableRandom(5);
    float[] samples = new float[COUNT * LENGTH];
    for (int row = 0; row < COUNT; row++) {
      double shared = random.nextGaussian();
      for (int i = 0; i < LENGTH; i++) {
        samples[row * LENGTH + i] =
            (float) (100 * i + (i + 1) * random.nextGaussian() + 2 * shared);
      }
    }
    return samples;
  }

  private static float[] row(float[] samples, int index) {
    return Arrays.copyOfRange(samples, index * LENGTH, (index + 1) * LENGTH);
  }

  @Test
  void componentsAreOrthonormalAndVariancesFall() {
    Pca pca = Pca.fit(samples(), LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      for (int j = 0; j < LENGTH; j++) {
        double dot = 0;
        for (int k = 0; k < LENGTH; k++) {
          dot += pca.component(i)[k] * pca.component(j)[k];
        }
        assertEquals(i == j ? 1 : 0, dot, 1e-12);
      }
      assertTrue(i == 0 || pca.variances()[i] <= pca.variances()[i - 1]);
    }
    assertEquals(1, pca.explained(LENGTH), 1e-12);
  }

  @Test
  void allComponentsGiveTheSampleBack() {
    float[] samples = samples();
    Pca pca = Pca.fit(samples, LENGTH);
    float[] sample = row(samples, 7);
    double[] rebuilt = pca.inverse(pca.transform(sample, LENGTH));
    double[] exact = new double[LENGTH];
    Arrays.setAll(exact, i -> sample[i]);
    assertArrayEquals(exact, rebuilt, 1e-10);
  }

  @Test
  void whitenedSamplesHaveUnitCovariance() {
    float[] samples = samples();
    Pca pca = Pca.fit(samples, LENGTH);
    double[][] covariance = new double[LENGTH][LENGTH];
    for (int r = 0; r < COUNT; r++) {
      double[] white = pca.whiten(row(samples, r), LENGTH);
      for (int i = 0; i < LENGTH; i++) {
        for (int j = 0; j < LENGTH; j++) {
          covariance[i][j] += white[i] * white[j] / (COUNT - 1);
        }
      }
    }
    for (int i = 0; i < LENGTH; i++) {
      for (int j = 0; j < LENGTH; j++) {
        assertEquals(i == j ? 1 : 0, covariance[i][j], 1e-10);
      }
    }
  }

  @Test
  void oneSampleIsTooFew() {
    assertThrows(IllegalArgumentException.class, () -> Pca.fit(new float[LENGTH], LENGTH));
  }

  /** What linear autoencoders of MNIST reach: known from other implementations of PCA. */
  @Test
  void mnistLeavesTheKnownErrors() {
    Split digits = Mnist.open();
    Pca pca = Pca.fit(digits.train());
    int[] counts = {2, 6, 18, 30};
    double[] known = {43.645, 32.651, 19.694, 13.866};
    for (int i = 0; i < counts.length; i++) {
      assertEquals(known[i], pca.squaredError(digits.test(), counts[i]), 0.001, counts[i] + "");
    }
  }
}
