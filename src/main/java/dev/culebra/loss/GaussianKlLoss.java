package dev.culebra.loss;

import dev.culebra.op.GaussianKl;
import dev.culebra.tensor.Tensor;

/** Divergence of a diagonal normal posterior from the standard normal prior. */
public final class GaussianKlLoss {
  private GaussianKlLoss() {}

  /**
   * @param mean {@code [N,latent]}
   * @param logVariance {@code [N,latent]}
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor mean, Tensor logVariance) {
    return Tensor.apply(new GaussianKl(), mean, logVariance);
  }
}
