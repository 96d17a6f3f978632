package dev.culebra.model;

import dev.culebra.tensor.Kernels;
import dev.culebra.tensor.Operand;
import java.util.function.UnaryOperator;

/**
 * Images restored with a denoiser D as the prior: by gradient steps with momentum on {@code ½‖Ax −
 * y‖²/σ² − ln p(x)}, where y is the degraded image and the gradient of the smoothed ln p is taken
 * to be {@code (D(x + n) − x)/s²}, s the noise that D removes (Bigdeli and Zwicker 2017; Bigdeli et
 * al. 2017, mean-shift priors). There the noise n is of deviation s. Here D may remove any, and n
 * falls geometrically: much of it lets large missing parts take shape before the steps settle.
 *
 * @param steps how many
 * @param rate of a step, in units of s²
 * @param momentum part of the last step that is taken again, in [0, 1)
 * @param weight s²/σ², of the data beside the prior, for an operator that A is scaled to be of norm
 *     1
 * @param noise deviation of n in the first step; in the last a twentieth of it
 * @param seed of the noise
 */
public record Restoration(
    int steps, double rate, double momentum, double weight, double noise, long seed) {
  /** Enough for blurs of a pixel or two. */
  public static final Restoration STANDARD = new Restoration(100, 0.1, 0.9, 4, 0, 1);

  /** For large missing parts; on MNIST's 10 x 10 pixels 2 dB better than without noise. */
  public static final Restoration INPAINTING = new Restoration(100, 0.1, 0.9, 4, 1, 1);

  private static final double LAST_NOISE = 0.05;

  /** What missing pixels begin as: neither dark nor bright, which would stay so. */
  private static final float GREY = 0.5f;

  public Restoration {
    require(steps >= 0, "steps " + steps + " is negative");
    require(rate > 0 && Double.isFinite(rate), "rate " + rate + " is not above 0");
    require(momentum >= 0 && momentum < 1, "momentum " + momentum + " is not in [0, 1)");
    require(weight >= 0 && Double.isFinite(weight), "weight " + weight + " is negative");
    require(noise >= 0 && Double.isFinite(noise), "noise " + noise + " is negative");
    require(
        rate * (1 + weight) < 2 * (1 + momentum),
        "rate %s does not converge with weight %s and momentum %s"
            .formatted(rate, weight, momentum));
  }

  private static void require(boolean holds, String fact) {
    if (!holds) {
      throw new IllegalArgumentException("[restore] " + fact);
    }
  }

  /** What is known of images before the first step: the degraded ones, in the images' shape. */
  public static float[] start(Degradation degradation, float[] degraded) {
    if (degradation.degraded().equals(degradation.image())) {
      return degraded.clone();
    }
    float[] start = degradation.adjoint(degraded);
    for (int i = 0; i < start.length; i++) {
      start[i] /= (float) degradation.squaredNorm();
    }
    return start;
  }

  /**
   * Restores images.
   *
   * @param denoiser D, on images one after the other
   * @param degraded y, likewise
   * @return images in [0, 1]
   */
  public float[] restore(
      UnaryOperator<float[]> denoiser, Degradation degradation, float[] degraded) {
    float[] image = degradation.filled(start(degradation, degraded), GREY);
    for (int i = 0; i < image.length; i++) {
      image[i] = Math.clamp(image[i], 0f, 1f);
    }
    float[] way = new float[image.length];
    float data = (float) (weight / degradation.squaredNorm());
    for (int step = 0; step < steps; step++) {
      float[] residual = degradation.apply(image);
      for (int i = 0; i < residual.length; i++) {
        residual[i] -= degraded[i];
      }
      float[] pull = degradation.adjoint(residual);
      float[] denoised = denoiser.apply(noisy(image, step));
      for (int i = 0; i < image.length; i++) {
        float slope = data * pull[i] + image[i] - denoised[i];
        way[i] = (float) (momentum * way[i] - rate * slope);
        image[i] = Math.clamp(image[i] + way[i], 0f, 1f);
      }
    }
    return image;
  }

  private float[] noisy(float[] image, int step) {
    if (noise == 0) {
      return image;
    }
    float[] noisy = new float[image.length];
    Kernels.randomNormal(seed, step, "prior", Operand.f32(noisy, noisy.length));
    float deviation = (float) (noise * Math.pow(LAST_NOISE, step / Math.max(1.0, steps - 1)));
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = image[i] + deviation * noisy[i];
    }
    return noisy;
  }
}
