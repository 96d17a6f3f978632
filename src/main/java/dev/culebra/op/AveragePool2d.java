package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import java.util.List;

/** Means over windows of an image {@code [N,H,W,C]}, composed of {@link Resample2d}. */
public final class AveragePool2d {
  private AveragePool2d() {}

  /** Means of the windows that fit. */
  public static Value of(
      Value value, int kernelHeight, int kernelWidth, Window2d window, boolean countPadding) {
    return of(value, kernelHeight, kernelWidth, window, countPadding, Rounding.FLOOR);
  }

  /**
   * Means of {@code kernelHeight x kernelWidth} pixels: {@code [N,H,W,C] -> [N,H',W',C]}.
   *
   * @param window stride, and padding that leaves each window a pixel; no dilation
   * @param countPadding whether zeros of the padding count as pixels, PyTorch's {@code
   *     count_include_pad}
   * @param rounding whether last windows that fit in part are some
   */
  public static Value of(
      Value value,
      int kernelHeight,
      int kernelWidth,
      Window2d window,
      boolean countPadding,
      Rounding rounding) {
    String op = "average_pool2d";
    Pooling pooling = Pooling.of(op, value.type(), kernelHeight, kernelWidth, window, rounding);
    if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
      throw new OpException(op, "dilation; only 1: " + value.type());
    }
    return Resample2d.of(
        value,
        Taps.average(pooling.rows(), countPadding),
        Taps.average(pooling.columns(), countPadding));
  }

  /** The mean of all pixels: {@code [N,H,W,C] -> [N,1,1,C]}. */
  public static Value global(Value value) {
    if (value.shape().rank() != 4) {
      throw new OpException("average_pool2d", "needs [N,H,W,C]: " + value.type());
    }
    return Mean.of(value, List.of(1, 2));
  }
}
