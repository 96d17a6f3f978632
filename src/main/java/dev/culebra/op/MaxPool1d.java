package dev.culebra.op;

import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;

/** Largest elements of windows of a sequence, as {@link MaxPool2d} of images of one row. */
public final class MaxPool1d {
  private MaxPool1d() {}

  /**
   * Largest of {@code kernel} places, channel by channel: {@code [N,L,C] -> [N,L',C]}.
   *
   * @param window stride, dilation, and padding that leaves each window a place and never wins
   * @param rounding whether a last window that fits in part is one
   */
  public static Value of(Value value, int kernel, Window1d window, Rounding rounding) {
    Pooling pooling = Pooling.of("max_pool1d", value.type(), kernel, window, rounding);
    Shape shape = value.shape();
    Value image = Reshape.of(value, Shape.of(shape.size(0), 1, shape.size(1), shape.size(2)));
    Value pooled = MaxPool2d.of(image, 1, kernel, pooling.reaching(window.plane()));
    return Reshape.of(pooled, shape.with(1, pooling.columns().windows()));
  }
}
