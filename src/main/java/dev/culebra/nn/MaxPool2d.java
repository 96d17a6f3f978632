package dev.culebra.nn;

import dev.culebra.op.Rounding;
import dev.culebra.op.Window2d;
import dev.culebra.tensor.Tensor;

/**
 * Largest elements of square windows, {@code [N,H,W,C] -> [N,H',W',C]}.
 *
 * @param kernel rows and columns of the window
 * @param stride pixels from one window to the next
 * @param padding pixels on each side that never win, so few that each window sees a pixel
 * @param dilation pixels between neighbouring pixels of a window
 * @param rounding whether last windows that fit in part are some
 */
public record MaxPool2d(int kernel, int stride, int padding, int dilation, Rounding rounding)
    implements Layer {
  /** Only windows that fit. */
  public MaxPool2d(int kernel, int stride, int padding, int dilation) {
    this(kernel, stride, padding, dilation, Rounding.FLOOR);
  }

  /** Windows side by side, without padding. */
  public MaxPool2d(int kernel) {
    this(kernel, kernel, 0, 1);
  }

  @Override
  public Tensor apply(Tensor input) {
    Window2d window = Window2d.of(stride, padding, dilation);
    return Tensor.apply(
        values -> dev.culebra.op.MaxPool2d.of(values[0], kernel, kernel, window, rounding), input);
  }
}
