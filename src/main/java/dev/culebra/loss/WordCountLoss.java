package dev.culebra.loss;

import dev.culebra.op.LogSoftmax;
import dev.culebra.tensor.Tensor;

/**
 * Negative log-likelihood of word counts under the constrained Poisson model (Salakhutdinov and
 * Hinton 2009): word i of a text of n words has rate {@code n·softmax(logits)ᵢ}. The rates sum to
 * n, so what depends on the logits is the multinomial's {@code −Σ countᵢ·ln softmax(logits)ᵢ}; the
 * rest, which the counts alone determine, is left out.
 */
public final class WordCountLoss {
  private WordCountLoss() {}

  /**
   * @param logits {@code [N,words]}
   * @param counts the same shape
   * @return {@code [N]}, in nats; 0 for a text without words
   */
  public static Tensor of(Tensor logits, Tensor counts) {
    return logits
        .map(value -> LogSoftmax.of(value, 1))
        .multiply(counts)
        .sumPerSample()
        .affine(-1, 0);
  }
}
