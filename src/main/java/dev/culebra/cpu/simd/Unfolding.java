package dev.culebra.cpu.simd;

import dev.culebra.op.Window2d;
import dev.culebra.par.Task;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The matrix {@code [N·H'·W', KH·KW·C]} of the patches of an image with few channels, written out a
 * block of images at a time. Pieces of such patches are so short that finding them costs more than
 * the arithmetic, and so few columns of a transposed convolution would leave most of a tile empty.
 *
 * @param image {@code [N,H,W,C]}
 * @param weight {@code [KH,KW,C,O]}
 * @param output {@code [N,H',W',O]}
 * @param window how the kernel walks
 */
record Unfolding(Shape image, Shape weight, Shape output, Window2d window) {
  /** Up to this many channels writing the patches out pays. */
  private static final int CHANNELS = 8;

  /** A block stays in the caches of a few cores. */
  private static final long BLOCK_BYTES = 4 << 20;

  /** Some images, whose patches are written out together. */
  record Block(int first, int images) {}

  static boolean pays(Shape image, Shape weight, Window2d window) {
    return image.size(3) <= CHANNELS
        && weight.size(2) == image.size(3)
        && weight.size(0) * weight.size(1) > 1
        && window.dilationWidth() == 1;
  }

  /** Columns of the matrix: KH·KW·C. */
  int columns() {
    return weight.size(0) * weight.size(1) * weight.size(2);
  }

  /** Rows of the matrix for one image: H'·W'. */
  int positions() {
    return output.size(1) * output.size(2);
  }

  /** All images in order; one empty block if there are none. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    int first = 0;
    do {
      blocks.add(new Block(first, Math.min(imagesPerBlock(), image.size(0) - first)));
      first += imagesPerBlock();
    } while (first < image.size(0));
    return blocks;
  }

  /** Bytes of the largest block's matrix, a multiple of 128. */
  long bytes() {
    return (imagesPerBlock() * imageBytes() + 127) / 128 * 128;
  }

  private int imagesPerBlock() {
    return Math.clamp(BLOCK_BYTES / Math.max(1, imageBytes()), 1, Math.max(1, image.size(0)));
  }

  private long imageBytes() {
    return 4L * positions() * columns();
  }

  private int length() {
    return weight.size(1) * weight.size(2);
  }

  /**
   * Bytes of an image row before the window's first column at position {@code j}; may be outside.
   */
  private long pixels(int n, int row, int column) {
    return 4 * (((long) n * image.size(1) + row) * image.size(2) + column) * image.size(3);
  }

  /** Writes a block's matrix; a chunk is an image. */
  Task unfold(Block block, MemorySegment from, MemorySegment matrix) {
    int wide = output.size(2);
    int stride = window.strideWidth();
    int begins = Math.clamp(Math.ceilDiv(window.left(), stride), 0, wide);
    int room = image.size(2) - weight.size(1) + window.left();
    int ends = Math.clamp(Math.floorDiv(room, stride) + 1, begins, wide);
    return chunk -> {
      int n = block.first() + chunk;
      for (int i = 0; i < output.size(1); i++) {
        for (int k = 0; k < weight.size(0); k++) {
          int row = i * window.strideHeight() + k * window.dilationHeight() - window.top();
          long at = 4L * columns() * ((long) chunk * positions() + (long) i * wide);
          at += 4L * k * length();
          boolean inside = row >= 0 && row < image.size(1);
          int first = inside ? begins : wide;
          int last = inside ? ends : wide;
          unfoldAcross(from, n, row, 0, first, matrix, at);
          GemmPacking.pieces(
              from,
              pixels(n, row, first * stride - window.left()),
              4L * stride * image.size(3),
              matrix,
              at + 4L * columns() * first,
              4L * columns(),
              last - first,
              length());
          unfoldAcross(from, n, row, last, wide, matrix, at);
        }
      }
    };
  }

  /** Pieces that lie partly or wholly outside the image. */
  private void unfoldAcross(
      MemorySegment from, int n, int row, int begin, int end, MemorySegment matrix, long line) {
    int channels = image.size(3);
    for (int j = begin; j < end; j++) {
      int column = j * window.strideWidth() - window.left();
      int first = Math.clamp(-column * channels, 0, length());
      int last = Math.clamp((image.size(2) - column) * channels, first, length());
      if (row < 0 || row >= image.size(1)) {
        last = first;
      }
      long at = line + 4L * columns() * j;
      GemmPacking.zero(matrix, at, first);
      GemmPacking.copy(
          from, pixels(n, row, column) + 4L * first, matrix, at + 4L * first, last - first);
      GemmPacking.zero(matrix, at + 4L * last, length() - last);
    }
  }

  /** Sums a block's matrix into the image, the adjoint of {@link #unfold}; a chunk is an image. */
  Task fold(Block block, MemorySegment matrix, MemorySegment to) {
    int line = image.size(2) * image.size(3);
    return chunk -> {
      int n = block.first() + chunk;
      for (int row = 0; row < image.size(1); row++) {
        GemmPacking.zero(to, pixels(n, row, 0), line);
        for (int k = 0; k < weight.size(0); k++) {
          int place = row + window.top() - k * window.dilationHeight();
          int i = Math.floorDiv(place, window.strideHeight());
          if (place % window.strideHeight() == 0 && i >= 0 && i < output.size(1)) {
            long position = (long) chunk * positions() + (long) i * output.size(2);
            foldLine(matrix, 4 * (position * columns() + (long) k * length()), to, n, row);
          }
        }
      }
    };
  }

  private void foldLine(MemorySegment matrix, long line, MemorySegment to, int n, int row) {
    int stride = window.strideWidth();
    int channels = image.size(3);
    for (int l = 0; l < weight.size(1); l++) {
      int left = l - window.left();
      int first = Math.clamp(Math.ceilDiv(-left, stride), 0, output.size(2));
      int last = Math.clamp(Math.ceilDiv(image.size(2) - left, stride), first, output.size(2));
      GemmPacking.addPieces(
          matrix,
          line + 4L * columns() * first + 4L * l * channels,
          4L * columns(),
          to,
          pixels(n, row, first * stride + left),
          4L * stride * channels,
          last - first,
          channels);
    }
  }
}
