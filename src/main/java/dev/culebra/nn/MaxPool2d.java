package dev.culebra.nn;

import dev.culebra.op.Window2d;
import dev.culebra.tensor.Tensor;

/**
 * Largest elements of square windows, {@code [N,H,W,C] -> [N,H',W',C]}.
 *
 * @param kernel rows and columns of the window
 * @param stride pixels from one window to the next
 * @param padding pixels on each side that never win, at most half the kernel
 * @param dilation pixels between neighbouring pixels of a window
 */
public record MaxPool2d(int kernel, int stride, int padding, int dilation) implements Layer {
  /** Windows side by side, without padding. */
  public MaxPool2d(int kernel) {
    this(kernel, kernel, 0, 1);
  }

  @Override
  public Tensor apply(Tensor input) {
    Window2d window = Window2d.of(stride, padding, dilation);
    return Tensor.apply(new dev.culebra.op.MaxPool2d(kernel, kernel, window), input);
  }
}
