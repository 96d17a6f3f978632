package dev.culebra.op;

import dev.culebra.ir.Value;
import java.util.List;

/** Smallest element, composed: {@code −max(−x)}. */
public final class Min {
  private Min() {}

  /**
   * Smallest element over axes (negative ones count from the end), which keep size 1; NaN if one is
   * NaN. Equal smallest elements share the gradient equally, as in PyTorch's amin.
   */
  public static Value of(Value value, List<Integer> axes) {
    return Negate.of(Max.of(Negate.of(value), axes));
  }
}
