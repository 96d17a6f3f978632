package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;

/**
 * Patches as the columns of a left operand: its rows are what a patch consists of, its depth runs over
 * the window positions of all images. A batch is a group of channels. Pieces must be wholly inside
 * the image or wholly outside.
 */
record PatchColumns(Patches patches) implements GemmOperand.Left {
  private static final int PANEL = GemmKernel.PANEL;

  @Override
  public boolean byColumns() {
    return true;
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
      packPiece(piece, channel, floats, k, depth, to, at + 4L * done);
      done += floats;
    }
    GemmPacking.zeroColumns(to, at + 4L * rows, depth, PANEL - rows);
  }

  /** A part of one piece at all positions, a line of positions at a time. */
  private void packPiece(
      int piece, int channel, int floats, int k, int depth, MemorySegment to, long at) {
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
      long place = at + 4L * PANEL * (position - k);
      GemmPacking.zeroColumns(to, place, first - j, floats);
      GemmPacking.columns(
          patches.image(),
          patches.offset(n, y, first * stride + left, channel),
          4L * stride * patches.channels(),
          to,
          place + 4L * PANEL * (first - j),
          last - first,
          floats);
      GemmPacking.zeroColumns(to, place + 4L * PANEL * (last - j), end - last, floats);
      position += end - j;
    }
  }
}
