package dev.culebra.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.ir.OpException;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A proper distribution over the 256 levels, far into the tails. */
class DiscretizedLogisticMixtureLossTest {
  private static float[] losses(float mean, float logScale) {
    float[] parameters = new float[256 * 6];
    float[] images = new float[256];
    for (int level = 0; level < 256; level++) {
      float[] pixel = {0.5f, -0.5f, mean, -0.3f, logScale, -1};
      System.arraycopy(pixel, 0, parameters, 6 * level, 6);
      images[level] = level / 255f;
    }
    return DiscretizedLogisticMixtureLoss.of(
            Tensor.of(Shape.of(256, 1, 1, 6), parameters),
            Tensor.of(Shape.of(256, 1, 1, 1), images))
        .toFloats();
  }

  @Test
  void levelsSumToOne() {
    for (float logScale : new float[] {-9, -7, -4, -1, 2}) {
      for (float mean : new float[] {-3, -1, 0.2f, 1, 5}) {
        double total = 0;
        for (float loss : losses(mean, logScale)) {
          assertTrue(Float.isFinite(loss), "mean " + mean + ", log scale " + logScale);
          total += Math.exp(-loss);
        }
        assertEquals(1, total, 1e-4, "mean " + mean + ", log scale " + logScale);
      }
    }
  }

  @Test
  void parametersThatDoNotFitAreRefused() {
    Tensor images = Tensor.of(Shape.of(1, 1, 1, 3), 0, 0, 0);
    Tensor parameters = Tensor.of(Shape.of(1, 1, 1, 9), new float[9]);
    OpException thrown =
        assertThrows(
            OpException.class, () -> DiscretizedLogisticMixtureLoss.of(parameters, images));
    assertTrue(
        thrown.getMessage().contains("f32[1,1,1,9] x f32[1,1,1,3]"), () -> thrown.getMessage());
  }
}
