package dev.culebra.loss;

import dev.culebra.op.GaussianNll;
import dev.culebra.tensor.Tensor;

/** Negative log-likelihood under independent normal pixels, constants included. */
public final class GaussianLoss {
  private GaussianLoss() {}

  /**
   * With a variance that is given, the same for every pixel.
   *
   * @param mean {@code [N,...]}
   * @param variance above 0, in the square of the targets' unit
   * @param targets the mean's shape
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor mean, double variance, Tensor targets) {
    long elements = mean.shape().range(1, mean.shape().rank()).elements();
    double constant = 0.5 * elements * (GaussianNll.LOG_TWO_PI + Math.log(variance));
    return SquaredErrorLoss.of(mean, targets).affine(0.5 / variance, constant);
  }

  /**
   * With a variance that is learned or predicted: one for all, one a channel or one a pixel.
   *
   * @param mean {@code [N,...]}
   * @param logVariance broadcasts to the mean's shape
   * @param targets the mean's shape
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor mean, Tensor logVariance, Tensor targets) {
    return Tensor.apply(new GaussianNll(), mean, logVariance, targets).sumPerSample();
  }
}
