package dev.culebra.op;

import java.util.stream.IntStream;

/**
 * Windows of a pooling along one axis.
 *
 * @param size elements of the axis
 * @param kernel elements of a window
 * @param stride from one window to the next
 * @param before padding before the first element
 * @param after padding after the last
 * @param dilation between neighbouring elements of a window
 * @param rounding whether a last window that fits in part is one
 */
public record PoolAxis(
    int size, int kernel, int stride, int before, int after, int dilation, Rounding rounding) {
  static PoolAxis rows(int size, int kernel, Window2d window, Rounding rounding) {
    return new PoolAxis(
        size,
        kernel,
        window.strideHeight(),
        window.top(),
        window.bottom(),
        window.dilationHeight(),
        rounding);
  }

  static PoolAxis columns(int size, int kernel, Window2d window, Rounding rounding) {
    return new PoolAxis(
        size,
        kernel,
        window.strideWidth(),
        window.left(),
        window.right(),
        window.dilationWidth(),
        rounding);
  }

  /** Number of windows; below 1 if not even one fits. */
  public int windows() {
    int room = size + before + after - span();
    if (rounding == Rounding.FLOOR) {
      return Math.floorDiv(room, stride) + 1;
    }
    int windows = Math.ceilDiv(room, stride) + 1;
    return (windows - 1) * stride < size + before ? windows : windows - 1;
  }

  /** Padding after the last element into which all windows fit. */
  int reach() {
    return Math.max(after, (windows() - 1) * stride + span() - size - before);
  }

  /** Whether every window has an element that is not padding. */
  boolean seesElements() {
    return IntStream.range(0, windows()).allMatch(this::seesElements);
  }

  private boolean seesElements(int window) {
    return IntStream.range(0, kernel)
        .map(tap -> window * stride - before + tap * dilation)
        .anyMatch(place -> 0 <= place && place < size);
  }

  private int span() {
    return dilation * (kernel - 1) + 1;
  }
}
