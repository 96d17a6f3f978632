package dev.culebra.op;

import dev.culebra.ir.Value;

/** {@code ln (1/K · Σ e^x)} over an axis of size K, composed of {@link LogSumExp} and a shift. */
public final class LogMeanExp {
  private LogMeanExp() {}

  /** Over an axis, which keeps size 1; negative ones count from the end. */
  public static Value of(Value value, int axis) {
    return Affine.shift(LogSumExp.of(value, axis), -Math.log(value.shape().size(axis)));
  }
}
