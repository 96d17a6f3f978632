package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * Patches as the rows of a left operand, copied when they are wanted. A batch is a group of
 * channels.
 */
final class PatchRows implements GemmOperand.Left {
  private final Patches patches;

  /** Bytes from a position to each piece. */
  private final long[] pieces;

  /** Positions from here on and before there have all pieces inside the image. */
  private final int firstRow;

  private final int firstColumn;
  private final int lastRow;
  private final int lastColumn;

  PatchRows(Patches patches) {
    this.patches = patches;
    int[] top = patches.top();
    int[] left = patches.left();
    pieces =
        IntStream.range(0, top.length)
            .mapToLong(piece -> patches.offset(0, top[piece], left[piece], 0))
            .toArray();
    firstRow = -IntStream.of(top).min().orElse(0);
    firstColumn = -IntStream.of(left).min().orElse(0);
    lastRow = patches.height() - 1 - IntStream.of(top).max().orElse(0);
    lastColumn = patches.width() - patches.pieceColumns() - IntStream.of(left).max().orElse(0);
  }

  @Override
  public boolean byColumns() {
    return false;
  }

  @Override
  public void pack(int group, int row, int rows, int k, int depth, MemorySegment to, long at) {
    int wide = patches.positionsWide();
    int area = patches.positionsHigh() * wide;
    int n = row / area;
    int i = row % area / wide;
    int j = row % wide;
    for (int r = 0; r < rows; r++) {
      int y = i * patches.strideHeight();
      int x = j * patches.strideWidth();
      long place = at + 4L * r * depth;
      if (y >= firstRow && y <= lastRow && x >= firstColumn && x <= lastColumn) {
        packInside(group, n, y, x, k, depth, to, place);
      } else {
        packAcross(group, n, y, x, k, depth, to, place);
      }
      if (++j == wide) {
        j = 0;
        if (++i == patches.positionsHigh()) {
          i = 0;
          n++;
        }
      }
    }
  }

  private void packInside(
      int group, int n, int y, int x, int k, int depth, MemorySegment to, long at) {
    long from = patches.offset(n, y, x, group * patches.groupChannels());
    int length = patches.length();
    int piece = k / length;
    int begin = k % length;
    int done = 0;
    while (done < depth) {
      int floats = Math.min(length - begin, depth - done);
      GemmPacking.copy(
          patches.image(), from + pieces[piece] + 4L * begin, to, at + 4L * done, floats);
      done += floats;
      begin = 0;
      piece++;
    }
  }

  private void packAcross(
      int group, int n, int y, int x, int k, int depth, MemorySegment to, long at) {
    long from = patches.offset(n, y, x, group * patches.groupChannels());
    int length = patches.length();
    int channels = patches.groupChannels();
    int piece = k / length;
    int begin = k % length;
    int done = 0;
    while (done < depth) {
      int end = Math.min(length, begin + depth - done);
      int row = y + patches.top()[piece];
      int column = x + patches.left()[piece];
      int first = Math.clamp(-column * (long) channels, begin, end);
      int last = Math.clamp((patches.width() - column) * (long) channels, first, end);
      if (row < 0 || row >= patches.height()) {
        last = first;
      }
      long place = at + 4L * (done - begin);
      GemmPacking.zero(to, place + 4L * begin, first - begin);
      GemmPacking.copy(
          patches.image(), from + pieces[piece] + 4L * first, to, place + 4L * first, last - first);
      GemmPacking.zero(to, place + 4L * last, end - last);
      done += end - begin;
      begin = 0;
      piece++;
    }
  }
}
