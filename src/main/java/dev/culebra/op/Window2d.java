package dev.culebra.op;

/**
 * How a two-dimensional kernel walks over an image. Padding is with zeros and may differ per side.
 *
 * @param strideHeight rows from one output row to the next, at least 1
 * @param strideWidth columns from one output column to the next, at least 1
 * @param top zero rows above
 * @param bottom zero rows below
 * @param left zero columns to the left
 * @param right zero columns to the right
 * @param dilationHeight rows between neighbouring kernel rows, at least 1
 * @param dilationWidth columns between neighbouring kernel columns, at least 1
 */
public record Window2d(
    int strideHeight,
    int strideWidth,
    int top,
    int bottom,
    int left,
    int right,
    int dilationHeight,
    int dilationWidth) {
  public Window2d {
    if (strideHeight < 1 || strideWidth < 1 || dilationHeight < 1 || dilationWidth < 1) {
      throw new IllegalArgumentException(
          "[window] stride "
              + strideHeight
              + "x"
              + strideWidth
              + ", dilation "
              + dilationHeight
              + "x"
              + dilationWidth
              + "; both must be at least 1");
    }
    if (top < 0 || bottom < 0 || left < 0 || right < 0) {
      throw new IllegalArgumentException(
          "[window] padding top "
              + top
              + ", bottom "
              + bottom
              + ", left "
              + left
              + ", right "
              + right
              + "; none may be negative");
    }
  }

  /** The same stride and padding along both axes and on all sides, no dilation. */
  public static Window2d of(int stride, int padding) {
    return new Window2d(stride, stride, padding, padding, padding, padding, 1, 1);
  }

  /** The same stride, padding and dilation along both axes. */
  public static Window2d of(int stride, int padding, int dilation) {
    return new Window2d(stride, stride, padding, padding, padding, padding, dilation, dilation);
  }

  /**
   * Rows that a convolution with {@code kernel} rows makes of {@code input} rows; may be below 1.
   */
  public int outputHeight(int input, int kernel) {
    return output(input, kernel, top + bottom, strideHeight, dilationHeight);
  }

  /** Columns that a convolution with {@code kernel} columns makes of {@code input} columns. */
  public int outputWidth(int input, int kernel) {
    return output(input, kernel, left + right, strideWidth, dilationWidth);
  }

  private static int output(int input, int kernel, int padding, int stride, int dilation) {
    int span = dilation * (kernel - 1) + 1;
    return Math.floorDiv(input + padding - span, stride) + 1;
  }
}
