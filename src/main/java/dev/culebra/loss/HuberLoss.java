package dev.culebra.loss;

import dev.culebra.op.Abs;
import dev.culebra.op.Clip;
import dev.culebra.tensor.Tensor;

/**
 * Squared near the target and linear far from it, summed over a sample's elements: {@code ½·e²}
 * where {@code |e| ≤ δ}, else {@code δ·(|e| − ½·δ)} (Huber 1964; PyTorch's huber_loss).
 */
public final class HuberLoss {
  private HuberLoss() {}

  /**
   * @param output {@code [N,...]}
   * @param targets the same shape
   * @param delta δ, above 0, in the targets' unit
   * @return {@code [N]}
   */
  public static Tensor of(Tensor output, Tensor targets, double delta) {
    Tensor error = Tensor.apply(new Abs(), output.subtract(targets));
    // With m = min(|e|, δ) both branches are m·(|e| − ½·m).
    Tensor near = Tensor.apply(new Clip(Double.NEGATIVE_INFINITY, delta), error);
    return near.multiply(error.subtract(near.affine(0.5, 0))).sumPerSample();
  }
}
