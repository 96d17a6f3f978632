package dev.culebra.op;

import dev.culebra.ir.Value;
import java.util.List;

/** Arithmetic mean, composed of a sum and a factor. */
public final class Mean {
  private Mean() {}

  /** Mean over axes (negative ones count from the end), which keep size 1. */
  public static Value of(Value value, List<Integer> axes) {
    long count = 1;
    for (int axis : axes.stream().map(value.shape()::axis).distinct().toList()) {
      count *= value.shape().size(axis);
    }
    return Affine.scale(Sum.of(value, axes), 1.0 / count);
  }

  /** Mean over every element, as a scalar. */
  public static Value all(Value value) {
    return Affine.scale(Sum.all(value), 1.0 / value.type().elements());
  }
}
