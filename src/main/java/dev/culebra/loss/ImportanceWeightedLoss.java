package dev.culebra.loss;

import dev.culebra.op.LogMeanExp;
import dev.culebra.op.Reshape;
import dev.culebra.tensor.Tensor;

/**
 * The importance-weighted bound (Burda, Grosse and Salakhutdinov 2015), negative so that it is
 * minimized: {@code −ln (1/k · Σ w)} with {@code ln w = ln p(x|z) + ln p(z) − ln q(z|x)}.
 */
public final class ImportanceWeightedLoss {
  private ImportanceWeightedLoss() {}

  /**
   * @param logWeights {@code [N,k]}, k draws of each sample, in nats
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor logWeights) {
    Tensor bound =
        Tensor.apply(
            values -> Reshape.of(LogMeanExp.of(values[0], 1), values[0].shape().range(0, 1)),
            logWeights);
    return bound.affine(-1, 0);
  }
}
