package dev.culebra.model;

import java.util.function.UnaryOperator;

/**
 * Images restored with a denoiser D as the prior: by gradient steps with momentum on {@code ½‖Ax −
 * y‖²/σ² − ln p(x)}, where y is the degraded image and the gradient of the smoothed ln p is taken
 * to be {@code (D(x) − x)/s²}, s the noise that D removes (Bigdeli and Zwicker 2017; Bigdeli et al.
 * 2017, mean-shift priors).
 *
 * @param steps how many
 * @param rate of a step, in units of s²
 * @param momentum part of the last step that is taken again, in [0, 1)
 * @param weight s²/σ², of the data beside the prior, for an operator that A is scaled to be of norm
 *     1
 */
public record Restoration(int steps, double rate, double momentum, double weight) {
  /** Enough for blurs of a pixel or two. */
  public static final Restoration STANDARD = new Restoration(100, 0.1, 0.9, 4);

  public Restoration {
    require(steps >= 0, "steps " + steps + " is negative");
    require(rate > 0 && Double.isFinite(rate), "rate " + rate + " is not above 0");
    require(momentum >= 0 && momentum < 1, "momentum " + momentum + " is not in [0, 1)");
    require(weight >= 0 && Double.isFinite(weight), "weight " + weight + " is negative");
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
    float[] image = start(degradation, degraded);
    float[] way = new float[image.length];
    float data = (float) (weight / degradation.squaredNorm());
    for (int step = 0; step < steps; step++) {
      float[] residual = degradation.apply(image);
      for (int i = 0; i < residual.length; i++) {
        residual[i] -= degraded[i];
      }
      float[] pull = degradation.adjoint(residual);
      float[] denoised = denoiser.apply(image);
      for (int i = 0; i < image.length; i++) {
        float slope = data * pull[i] + image[i] - denoised[i];
        way[i] = (float) (momentum * way[i] - rate * slope);
        image[i] += way[i];
      }
    }
    for (int i = 0; i < image.length; i++) {
      image[i] = Math.clamp(image[i], 0f, 1f);
    }
    return image;
  }
}
