package dev.culebra.loss;

import dev.culebra.op.CrossEntropy;
import dev.culebra.tensor.Tensor;

/** Negative log-likelihood of classes from logits: softmax is part of it. */
public final class CrossEntropyLoss {
  private CrossEntropyLoss() {}

  /**
   * @param logits {@code [N,…,K]}
   * @param targets {@code i32[N,…]} in [0, K); one outside is an error when the call runs
   * @return {@code [N]}, in nats, summed over a sample's targets
   */
  public static Tensor of(Tensor logits, Tensor targets) {
    return Tensor.apply(new CrossEntropy(), logits, targets).sumPerSample();
  }
}
