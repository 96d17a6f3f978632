package dev.culebra.loss;

import dev.culebra.op.Abs;
import dev.culebra.tensor.Tensor;

/** Absolute error summed over a sample's elements. */
public final class L1Loss {
  private L1Loss() {}

  /**
   * @param output {@code [N,...]}
   * @param targets the same shape
   * @return {@code [N]}
   */
  public static Tensor of(Tensor output, Tensor targets) {
    return Tensor.apply(new Abs(), output.subtract(targets)).sumPerSample();
  }
}
