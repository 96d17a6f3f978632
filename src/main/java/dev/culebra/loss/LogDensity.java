package dev.culebra.loss;

import dev.culebra.op.GaussianNll;
import dev.culebra.op.Square;
import dev.culebra.tensor.Tensor;

/** Log-densities of latents, summed over all axes but the first: what importance weights need. */
public final class LogDensity {
  private LogDensity() {}

  /**
   * Under the standard normal: {@code −½·Σ (z² + ln 2π)}.
   *
   * @param latents {@code [N,...]}
   * @return {@code [N]}, in nats
   */
  public static Tensor standardNormal(Tensor latents) {
    Tensor squares = Tensor.apply(new Square(), latents);
    return squares.affine(-0.5, -0.5 * GaussianNll.LOG_TWO_PI).sumPerSample();
  }

  /**
   * Under N(mean, e^logVariance).
   *
   * @param latents {@code [N,...]}
   * @param mean the same shape
   * @param logVariance broadcasts to the same shape
   * @return {@code [N]}, in nats
   */
  public static Tensor normal(Tensor latents, Tensor mean, Tensor logVariance) {
    return GaussianLoss.of(mean, logVariance, latents).affine(-1, 0);
  }
}
