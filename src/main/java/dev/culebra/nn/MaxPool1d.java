package dev.culebra.nn;

import dev.culebra.op.Rounding;
import dev.culebra.op.Window1d;
import dev.culebra.tensor.Tensor;

/**
 * Largest elements of windows of sequences, {@code [N,L,C] -> [N,L',C]}.
 *
 * @param kernel places of the window
 * @param stride places from one window to the next
 * @param padding places on each side that never win, so few that each window sees a place
 * @param dilation places between neighbouring places of a window
 * @param rounding whether a last window that fits in part is one
 */
public record MaxPool1d(int kernel, int stride, int padding, int dilation, Rounding rounding)
    implements Layer {
  /** Windows side by side, without padding. */
  public MaxPool1d(int kernel) {
    this(kernel, kernel, 0, 1, Rounding.FLOOR);
  }

  @Override
  public Tensor apply(Tensor input) {
    Window1d window = new Window1d(stride, padding, padding, dilation);
    return Tensor.apply(
        values -> dev.culebra.op.MaxPool1d.of(values[0], kernel, window, rounding), input);
  }
}
