package dev.culebra.op;

/**
 * How a one-dimensional kernel walks along a sequence. Padding is with zeros and may differ per
 * side.
 *
 * @param stride places from one output to the next, at least 1
 * @param left zeros before
 * @param right zeros after
 * @param dilation places between neighbouring taps, at least 1
 */
public record Window1d(int stride, int left, int right, int dilation) {
  public Window1d {
    if (stride < 1 || dilation < 1) {
      throw new IllegalArgumentException("[window] stride and dilation must be at least 1");
    }
    if (left < 0 || right < 0) {
      throw new IllegalArgumentException("[window] padding is negative");
    }
  }

  /** The same padding on both sides, no dilation. */
  public static Window1d of(int stride, int padding) {
    return new Window1d(stride, padding, padding, 1);
  }

  /** An output for each place that sees only it and places before it. */
  public static Window1d causal(int kernel, int dilation) {
    return new Window1d(1, dilation * (kernel - 1), 0, dilation);
  }

  /** Places that a convolution with {@code kernel} taps makes of {@code input}; may be below 1. */
  public int output(int input, int kernel) {
    return plane().outputWidth(input, kernel);
  }

  /** The same along the columns of an image of one row. */
  public Window2d plane() {
    return new Window2d(1, stride, 0, 0, left, right, 1, dilation);
  }
}
