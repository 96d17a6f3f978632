package dev.culebra.nn;

import dev.culebra.op.AveragePool1d;
import dev.culebra.op.Rounding;
import dev.culebra.op.Window1d;
import dev.culebra.tensor.Tensor;

/**
 * Means over windows of sequences, {@code [N,L,C] -> [N,L',C]}.
 *
 * @param kernel places of the window
 * @param stride places from one window to the next
 * @param padding zeros on each side, so few that each window sees a place
 * @param countPadding whether the zeros count as places
 * @param rounding whether a last window that fits in part is one
 */
public record AvgPool1d(
    int kernel, int stride, int padding, boolean countPadding, Rounding rounding) implements Layer {
  /** Windows side by side, without padding. */
  public AvgPool1d(int kernel) {
    this(kernel, kernel, 0, true, Rounding.FLOOR);
  }

  @Override
  public Tensor apply(Tensor input) {
    Window1d window = Window1d.of(stride, padding);
    return Tensor.apply(
        values -> AveragePool1d.of(values[0], kernel, window, countPadding, rounding), input);
  }
}
