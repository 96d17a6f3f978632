package dev.culebra.loss;

import dev.culebra.op.GaussianNll;
import dev.culebra.tensor.Tensor;

/** Negative log-likelihood under independent normal pixels, constants included. */
public final class GaussianLoss {
  private GaussianLoss() {}

  /**
   * @param mean {@code [N,...]}
   * @param logVariance broadcasts to the mean's shape
   * @param targets the mean's shape
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor mean, Tensor logVariance, Tensor targets) {
    return Tensor.apply(new GaussianNll(), mean, logVariance, targets).sumPerSample();
  }
}
