package dev.culebra.loss;

import dev.culebra.op.Abs;
import dev.culebra.op.Exp;
import dev.culebra.tensor.Tensor;

/** Negative log-likelihood under independent Laplace pixels: {@code |x − μ|·e^−s + s + ln 2}. */
public final class LaplaceLoss {
  private static final double LN_2 = 0.6931471805599453;

  private LaplaceLoss() {}

  /**
   * @param mean μ, {@code [N,...]}
   * @param logScale s, the log of the mean absolute deviation; broadcasts to the mean's shape
   * @param targets the mean's shape
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor mean, Tensor logScale, Tensor targets) {
    Tensor error = Tensor.apply(new Abs(), targets.subtract(mean));
    Tensor inverse = Tensor.apply(new Exp(), logScale.affine(-1, 0));
    return error.multiply(inverse).add(logScale.affine(1, LN_2)).sumPerSample();
  }
}
