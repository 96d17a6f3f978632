package dev.culebra.loss;

import dev.culebra.op.LogSoftmax;
import dev.culebra.op.Softmax;
import dev.culebra.tensor.Tensor;

/** Divergence of categorical posteriors, given by logits over the last axis. */
public final class CategoricalKlLoss {
  private CategoricalKlLoss() {}

  /**
   * From the uniform distribution: {@code ln K + Σ p·ln p} with p = softmax(logits).
   *
   * @param logits {@code [N,…,K]}
   * @return {@code [N]}, in nats, summed over a sample's variables
   */
  public static Tensor of(Tensor logits) {
    int last = logits.shape().rank() - 1;
    Tensor log = Tensor.apply(new LogSoftmax(last), logits);
    long variables = logits.shape().range(1, last).elements();
    Tensor negativeEntropy = Tensor.apply(new Softmax(last), logits).multiply(log).sumPerSample();
    return negativeEntropy.affine(1, variables * Math.log(logits.size(last)));
  }

  /**
   * From another categorical distribution: {@code Σ p·(ln p − ln q)}.
   *
   * @param logits of p, {@code [N,…,K]}
   * @param otherLogits of q, the same shape
   * @return {@code [N]}, in nats, summed over a sample's variables
   */
  public static Tensor of(Tensor logits, Tensor otherLogits) {
    int last = logits.shape().rank() - 1;
    Tensor log = Tensor.apply(new LogSoftmax(last), logits);
    Tensor otherLog = Tensor.apply(new LogSoftmax(last), otherLogits);
    Tensor share = Tensor.apply(new Softmax(last), logits);
    return share.multiply(log.subtract(otherLog)).sumPerSample();
  }
}
