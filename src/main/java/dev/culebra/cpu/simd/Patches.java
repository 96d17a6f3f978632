package dev.culebra.cpu.simd;

import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * Where the patches of an image {@code [N,H,W,C]} under a window lie: a patch per window position,
 * {@code positionsHigh} by {@code positionsWide} per image. A patch is a sequence of pieces, each
 * contiguous in the image but for what lies outside and counts as zero.
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
record Patches(
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
    int pieceColumns) {
  /**
   * The patches of a convolution.
   *
   * @param input {@code [N,H,W,C]}
   * @param weight {@code [KH,KW,C/groups,O]}
   * @param output {@code [N,H',W',O]}
   * @param wide whether a piece is a whole row of the kernel where possible, or else one tap
   */
  static Patches of(
      MemorySegment image, Shape input, Shape weight, Shape output, Window2d window, boolean wide) {
    int kernelWidth = weight.size(1);
    boolean oneGroup = weight.size(2) == input.size(3);
    int pieceColumns = wide && oneGroup && window.dilationWidth() == 1 ? kernelWidth : 1;
    int piecesWide = kernelWidth / pieceColumns;
    IntStream pieces = IntStream.range(0, weight.size(0) * piecesWide);
    int[] numbers = pieces.toArray();
    return new Patches(
        image,
        input.size(1),
        input.size(2),
        input.size(3),
        weight.size(2),
        output.size(1),
        output.size(2),
        window.strideHeight(),
        window.strideWidth(),
        IntStream.of(numbers)
            .map(piece -> piece / piecesWide * window.dilationHeight() - window.top())
            .toArray(),
        IntStream.of(numbers)
            .map(piece -> piece % piecesWide * window.dilationWidth() - window.left())
            .toArray(),
        pieceColumns);
  }

  /** Floats of a piece. */
  int length() {
    return pieceColumns * groupChannels;
  }

  /** Offset in bytes of a pixel's channel; the pixel may be outside. */
  long offset(int n, int row, int column, int channel) {
    return 4 * ((((long) n * height + row) * width + column) * channels + channel);
  }
}
