package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import java.util.Arrays;

/** Means over windows of a sequence {@code [N,L,C]}, composed of {@link Resample2d}. */
public final class AveragePool1d {
  private AveragePool1d() {}

  /**
   * Means of {@code kernel} places: {@code [N,L,C] -> [N,L',C]}.
   *
   * @param window stride, and padding that leaves each window a place; no dilation
   * @param countPadding whether zeros of the padding count as places
   * @param rounding whether a last window that fits in part is one
   */
  public static Value of(
      Value value, int kernel, Window1d window, boolean countPadding, Rounding rounding) {
    String op = "average_pool1d";
    Pooling pooling = Pooling.of(op, value.type(), kernel, window, rounding);
    if (window.dilation() != 1) {
      throw new OpException(op, "dilation; only 1: " + value.type());
    }
    Taps means = Taps.average(pooling.columns(), countPadding);
    return Resample2d.each(value, Arrays.asList(null, means, null));
  }
}
