package dev.culebra.loss;

import dev.culebra.op.SquaredError;
import dev.culebra.tensor.Tensor;

/** Squared error summed over a sample's elements. */
public final class SquaredErrorLoss {
  private SquaredErrorLoss() {}

  /**
   * @param output {@code [N,...]}
   * @param targets the same shape
   * @return {@code [N]}
   */
  public static Tensor of(Tensor output, Tensor targets) {
    return Tensor.apply(new SquaredError(), output, targets).sumPerSample();
  }
}
