package dev.culebra.loss;

import dev.culebra.op.SquaredErrorSum;
import dev.culebra.tensor.Tensor;

/** Squared error of a sample: the sum over its elements, or the mean. */
public final class SquaredErrorLoss {
  private SquaredErrorLoss() {}

  /**
   * @param output {@code [N,...]}
   * @param targets the same shape
   * @return {@code [N]}
   */
  public static Tensor of(Tensor output, Tensor targets) {
    return Tensor.apply(new SquaredErrorSum(), output, targets);
  }

  /**
   * The mean over a sample's elements instead of the sum.
   *
   * @return {@code [N]}
   */
  public static Tensor mean(Tensor output, Tensor targets) {
    double elements = targets.shape().range(1, targets.shape().rank()).elements();
    return of(output, targets).affine(1 / elements, 0);
  }
}
