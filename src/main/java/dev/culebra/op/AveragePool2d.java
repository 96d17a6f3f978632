package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import java.util.List;

/** Means over windows of an image {@code [N,H,W,C]}, composed of {@link Resample2d}. */
public final class AveragePool2d {
  private AveragePool2d() {}

  /**
   * Means of {@code kernelHeight x kernelWidth} pixels: {@code [N,H,W,C] -> [N,H',W',C]}.
   *
   * @param window stride and padding, which is at most half the kernel; no dilation
   * @param countPadding whether zeros of the padding count as pixels, PyTorch's {@code
   *     count_include_pad}
   */
  public static Value of(
      Value value, int kernelHeight, int kernelWidth, Window2d window, boolean countPadding) {
    Pooling.check("average_pool2d", value.type(), kernelHeight, kernelWidth, window);
    if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
      throw new OpException("average_pool2d", "dilation; only 1: " + value.type());
    }
    Shape shape = value.shape();
    return Resample2d.of(
        value,
        Taps.average(
            shape.size(1),
            kernelHeight,
            window.strideHeight(),
            window.top(),
            window.bottom(),
            countPadding),
        Taps.average(
            shape.size(2),
            kernelWidth,
            window.strideWidth(),
            window.left(),
            window.right(),
            countPadding));
  }

  /** The mean of all pixels: {@code [N,H,W,C] -> [N,1,1,C]}. */
  public static Value global(Value value) {
    if (value.shape().rank() != 4) {
      throw new OpException("average_pool2d", "needs [N,H,W,C]: " + value.type());
    }
    return Mean.of(value, List.of(1, 2));
  }
}
