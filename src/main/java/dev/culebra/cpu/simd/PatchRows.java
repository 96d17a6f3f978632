package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;

/**
 * The patches of an image {@code [N,H,W,C]} under a window as the rows of a left operand: one row per
 * window position, {@code positions} high and wide per image. A row is a sequence of pieces, each
 * contiguous in the image but for what lies outside and is zero. A batch is a group of channels.
 *
 * @param image where
 * @param height rows H
 * @param width columns W
 * @param channels channels C
 * @param groupChannels channels of a group
 * @param positionsHigh window positions along the rows
 * @param positionsWide window positions along the columns
 * @param strideHeight image rows from position to position
 * @param strideWidth image columns from position to position
 * @param top row of each piece, relative to the position
 * @param left first column of each piece, relative to the position
 * @param pieceColumns image columns in a piece; more than 1 only if there is one group
 */
record PatchRows(
    MemorySegment image,
    int height,
    int width,
    int channels,
    int groupChannels,
    int positionsHigh,
    int positionsWide,
    int strideHeight,
    int strideWidth,
    int[] top,
    int[] left,
    int pieceColumns)
    implements GemmOperand.Left {
  @Override
  public boolean byColumns() {
    return false;
  }

  /** Length of a row. */
  int depth() {
    return top.length * pieceColumns * groupChannels;
  }

  @Override
  public void pack(int group, int row, int rows, int k, int depth, MemorySegment to, long at) {
    int area = positionsHigh * positionsWide;
    for (int r = 0; r < rows; r++) {
      int n = (row + r) / area;
      int position = (row + r) % area;
      int y = position / positionsWide * strideHeight;
      int x = position % positionsWide * strideWidth;
      packRow(group, n, y, x, k, depth, to, at + 4L * r * depth);
    }
  }

  private void packRow(
      int group, int n, int y, int x, int k, int depth, MemorySegment to, long at) {
    int length = pieceColumns * groupChannels;
    int piece = k / length;
    int begin = k % length;
    int remaining = depth;
    while (remaining > 0) {
      int end = Math.min(length, begin + remaining);
      int row = y + top[piece];
      int column = x + left[piece];
      int first = Math.clamp(-column * (long) groupChannels, begin, end);
      int last = Math.clamp((width - column) * (long) groupChannels, first, end);
      if (row < 0 || row >= height) {
        last = first;
      }
      long pixel = ((long) n * height + row) * width + column;
      long from = 4 * (pixel * channels + (long) group * groupChannels + first);
      GemmPacking.zero(to, at, first - begin);
      GemmPacking.copy(image, from, to, at + 4L * (first - begin), last - first);
      GemmPacking.zero(to, at + 4L * (last - begin), end - last);
      at += 4L * (end - begin);
      remaining -= end - begin;
      begin = 0;
      piece++;
    }
  }
}
