package dev.culebra.loss;

import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.tensor.Tensor;

/** Negative log-likelihood under independent Bernoulli pixels: binary cross-entropy from logits. */
public final class BernoulliLoss {
  private BernoulliLoss() {}

  /**
   * @param logits {@code [N,...]}
   * @param targets the same shape, in [0, 1]; grey values count as probabilities
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor logits, Tensor targets) {
    return Tensor.apply(new BernoulliLogitsSum(), logits, targets);
  }
}
