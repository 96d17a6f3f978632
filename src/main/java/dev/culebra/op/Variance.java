package dev.culebra.op;

import dev.culebra.ir.Value;
import java.util.List;

/** Mean squared distance from the mean, composed of two means. */
public final class Variance {
  private Variance() {}

  /**
   * Variance over axes (negative ones count from the end), which keep size 1. Of one element it is
   * 0 if biased, else not a number, as in PyTorch.
   *
   * @param unbiased whether to divide by one less than the number of elements (Bessel's correction)
   */
  public static Value of(Value value, List<Integer> axes, boolean unbiased) {
    List<Integer> resolved = axes.stream().map(value.shape()::axis).distinct().toList();
    long count = 1;
    for (int axis : resolved) {
      count *= value.shape().size(axis);
    }
    Value centred = Subtract.of(value, Mean.of(value, resolved));
    Value total = Sum.of(Square.of(centred), resolved);
    return Affine.scale(total, 1.0 / (unbiased ? count - 1 : count));
  }
}
