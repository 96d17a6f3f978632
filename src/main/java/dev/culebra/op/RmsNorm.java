package dev.culebra.op;

import dev.culebra.ir.Value;
import java.util.List;

/** Root mean square normalization (Zhang and Sennrich 2019), composed. */
public final class RmsNorm {
  private RmsNorm() {}

  /**
   * {@code x/√(mean(x²) + epsilon) · weight} over axes (negative ones count from the end).
   *
   * @param weight of a shape that stretches to x's
   */
  public static Value of(Value x, Value weight, List<Integer> axes, double epsilon) {
    Value power = Mean.of(Square.of(x), axes);
    return Multiply.of(Divide.of(x, Sqrt.of(Affine.shift(power, epsilon))), weight);
  }
}
