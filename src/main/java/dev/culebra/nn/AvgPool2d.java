package dev.culebra.nn;

import dev.culebra.op.AveragePool2d;
import dev.culebra.op.Rounding;
import dev.culebra.op.Window2d;
import dev.culebra.tensor.Tensor;

/**
 * Means over square windows, {@code [N,H,W,C] -> [N,H',W',C]}.
 *
 * @param kernel rows and columns of the window
 * @param stride pixels from one window to the next
 * @param padding zeros on each side, so few that each window sees a pixel
 * @param countPadding whether the zeros count as pixels
 * @param rounding whether last windows that fit in part are some
 */
public record AvgPool2d(
    int kernel, int stride, int padding, boolean countPadding, Rounding rounding) implements Layer {
  /** Only windows that fit. */
  public AvgPool2d(int kernel, int stride, int padding, boolean countPadding) {
    this(kernel, stride, padding, countPadding, Rounding.FLOOR);
  }

  /** Windows side by side, without padding. */
  public AvgPool2d(int kernel) {
    this(kernel, kernel, 0, true);
  }

  @Override
  public Tensor apply(Tensor input) {
    Window2d window = Window2d.of(stride, padding);
    return Tensor.apply(
        values -> AveragePool2d.of(values[0], kernel, kernel, window, countPadding, rounding),
        input);
  }
}
