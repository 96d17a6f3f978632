package dev.culebra.cpu.ffm;

/**
 * One axis of a convolution or transposed convolution, as {@code native/src/conv_region.h} walks
 * it: positions, and what their taps reach in the input.
 *
 * @param kernel taps
 * @param stride of the window
 * @param padding before the first pixel
 * @param dilation from tap to tap
 * @param output size of the output
 * @param transposed whether positions are as many outputs as the stride, read with step 1
 */
record ConvAxis(int kernel, int stride, int padding, int dilation, int output, boolean transposed) {
  /** Positions that a chunk counts. */
  int positions() {
    return transposed ? Math.ceilDiv(output, stride) : output;
  }

  /** Pixels of the input from the first that a number of positions reach to the last. */
  long reached(long positions) {
    return transposed
        ? positions + lastOffset() - firstOffset()
        : (positions - 1) * stride + (kernel - 1L) * dilation + 1;
  }

  /**
   * Floats of the copies of the image parts that rows of positions reach, each with its border, if
   * this is the axis of the rows: images begin and end among them.
   */
  long reached(long rows, long lineFloats) {
    long images = Math.min(rows, (rows + positions() - 2) / positions() + 1);
    long step = transposed ? 1 : stride;
    return (rows * step + images * Math.max(0, reached(1) - step)) * lineFloats;
  }

  /** Where the first tap of a transposed convolution reaches, rounded down over all phases. */
  private long firstOffset() {
    return Math.floorDiv(padding - (kernel - 1L) * dilation, stride);
  }

  private long lastOffset() {
    return Math.floorDiv(stride - 1L + padding, stride);
  }
}
