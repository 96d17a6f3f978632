package dev.culebra.cpu.simd;

import dev.culebra.op.Window2d;
import java.lang.foreign.MemorySegment;

/**
 * The patches of an image {@code [N,H,W,C]} as the columns of a left operand: its rows are the taps
 * {@code [KH,KW,C/groups]} of a kernel, its depth runs over the window positions of all images. A
 * batch is a group of channels.
 *
 * @param image where
 * @param height rows H
 * @param width columns W
 * @param channels channels C
 * @param groupChannels channels of a group
 * @param positionsHigh window positions along the rows
 * @param positionsWide window positions along the columns
 * @param kernelWidth taps along the columns
 * @param window how the kernel walks
 */
record PatchColumns(
    MemorySegment image,
    int height,
    int width,
    int channels,
    int groupChannels,
    int positionsHigh,
    int positionsWide,
    int kernelWidth,
    Window2d window)
    implements GemmOperand.Left {
  private static final int PANEL = GemmKernel.PANEL;

  @Override
  public boolean byColumns() {
    return true;
  }

  @Override
  public void pack(int group, int row, int rows, int k, int depth, MemorySegment to, long at) {
    int done = 0;
    while (done < rows) {
      int tap = (row + done) / groupChannels;
      int channel = (row + done) % groupChannels;
      int floats = Math.min(rows - done, groupChannels - channel);
      int top = tap / kernelWidth * window.dilationHeight() - window.top();
      int left = tap % kernelWidth * window.dilationWidth() - window.left();
      int first = group * groupChannels + channel;
      packTap(top, left, first, floats, k, depth, to, at + 4L * done);
      done += floats;
    }
    GemmPacking.zeroColumns(to, at + 4L * rows, depth, PANEL - rows);
  }

  /** One tap's channels at all positions, a row of positions at a time. */
  private void packTap(
      int top, int left, int channel, int floats, int k, int depth, MemorySegment to, long at) {
    int stride = window.strideWidth();
    int fits = Math.clamp(Math.ceilDiv(-left, stride), 0, positionsWide);
    int ends = Math.clamp(Math.ceilDiv(width - left, stride), fits, positionsWide);
    int position = k;
    while (position < k + depth) {
      int line = position / positionsWide;
      int j = position % positionsWide;
      int end = Math.min(positionsWide, j + k + depth - position);
      int n = line / positionsHigh;
      int y = line % positionsHigh * window.strideHeight() + top;
      int first = Math.clamp(fits, j, end);
      int last = y < 0 || y >= height ? first : Math.clamp(ends, first, end);
      long pixel = ((long) n * height + y) * width + (long) first * stride + left;
      long place = at + 4L * PANEL * (position - k);
      GemmPacking.zeroColumns(to, place, first - j, floats);
      GemmPacking.columns(
          image,
          4 * (pixel * channels + channel),
          4L * stride * channels,
          to,
          place + 4L * PANEL * (first - j),
          last - first,
          floats);
      GemmPacking.zeroColumns(to, place + 4L * PANEL * (last - j), end - last, floats);
      position += end - j;
    }
  }
}
