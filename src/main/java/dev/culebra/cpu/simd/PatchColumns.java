package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;

/**
 * Patches as the columns of a left operand: its rows are what a patch consists of, its depth runs
 * over the window positions of all images. A batch is a group of channels. Pieces must be wholly
 * inside the image or wholly outside.
 */
record PatchColumns(Patches patches) implements GemmOperand.Left {
  private static final int PANEL = GemmKernel.PANEL;

  @Override
  public boolean byColumns() {
    return true;
  }

  /** Finding a line of positions costs as much as copying a group of it. */
  @Override
  public int strip() {
    return GemmOperand.STRIP;
  }

  @Override
  public void pack(int group, int row, int rows, int k, int depth, MemorySegment to, long at) {
    int length = patches.length();
    int done = 0;
    while (done < rows) {
      int piece = (row + done) / length;
      int begin = (row + done) % length;
      int floats = Math.min(rows - done, length - begin);
      int channel = group * patches.groupChannels() + begin;
      packPiece(piece, channel, floats, done, k, depth, to, at);
      done += floats;
    }
    if (rows % PANEL != 0) {
      long last = at + 4L * (rows - rows % PANEL) * depth + 4L * (rows % PANEL);
      GemmPacking.zeroColumns(to, last, depth, PANEL - rows % PANEL);
    }
  }

  /**
   * A part of one piece at all positions, a line of positions at a time; {@code lane} is its row.
   */
  private void packPiece(
      int piece, int channel, int floats, int lane, int k, int depth, MemorySegment to, long at) {
    int top = patches.top()[piece];
    int left = patches.left()[piece];
    int stride = patches.strideWidth();
    int wide = patches.positionsWide();
    int begins = Math.clamp(Math.ceilDiv(-left, stride), 0, wide);
    int ends = Math.clamp(Math.ceilDiv(patches.width() - left, stride), begins, wide);
    int position = k;
    while (position < k + depth) {
      int line = position / wide;
      int j = position % wide;
      int end = Math.min(wide, j + k + depth - position);
      int n = line / patches.positionsHigh();
      int y = line % patches.positionsHigh() * patches.strideHeight() + top;
      int first = Math.clamp(begins, j, end);
      int last = y < 0 || y >= patches.height() ? first : Math.clamp(ends, first, end);
      long from = patches.offset(n, y, first * stride + left, channel);
      for (int done = 0; done < floats; ) {
        int inPanel = (lane + done) % PANEL;
        int some = Math.min(PANEL - inPanel, floats - done);
        long panel = at + 4L * (lane + done - inPanel) * depth + 4L * inPanel;
        long place = panel + 4L * PANEL * (position - k);
        GemmPacking.zeroColumns(to, place, first - j, some);
        GemmPacking.columns(
            patches.image(),
            from + 4L * done,
            4L * stride * patches.channels(),
            to,
            place + 4L * PANEL * (first - j),
            last - first,
            some);
        GemmPacking.zeroColumns(to, place + 4L * PANEL * (last - j), end - last, some);
        done += some;
      }
      position += end - j;
    }
  }
}
