package dev.culebra.cpu.simd;

import dev.culebra.op.Taps;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** One output row of {@link Resample2dSimd}. */
final class ResampleLoop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = LANES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final int[] rowStarts;
  private final int[] rowFrom;
  private final float[] rowWeights;
  private final int[] columnStarts;
  private final int[] columnFrom;
  private final float[] columnWeights;
  private final int channels;
  private final long stride;

  ResampleLoop(Taps rows, Taps columns, int channels) {
    rowStarts = rows.starts();
    rowFrom = rows.from();
    rowWeights = rows.floatWeights();
    columnStarts = columns.starts();
    columnFrom = columns.from();
    columnWeights = columns.floatWeights();
    this.channels = channels;
    stride = (long) columns.inputs() * channels;
  }

  /**
   * @param image first element of the image in the input
   * @param row number of the output row
   * @param at first element of the row in the output
   */
  void line(MemorySegment input, long image, int row, MemorySegment output, long at) {
    int wide = columnStarts.length - 1;
    long end = at + (long) wide * channels;
    for (int column = 0; column < wide; column++) {
      long place = at + (long) column * channels;
      if (channels >= LENGTH) {
        // The last vector overlaps its neighbour instead of ending early.
        for (int block = 0; block < channels; block += LENGTH) {
          int c = Math.min(block, channels - LENGTH);
          vector(input, image + c, row, column, output, place + c);
        }
      } else if (place + LENGTH <= end && hasRoom(input, image, row, column)) {
        // What a vector writes beyond the pixel's channels is overwritten by the next pixels.
        vector(input, image, row, column, output, place);
      } else {
        narrow(input, image, row, column, output, place);
      }
    }
  }

  /**
   * Whether whole vectors can be read from all pixels that are mapped; the last is the furthest.
   */
  private boolean hasRoom(MemorySegment input, long image, int row, int column) {
    int lastRow = rowStarts[row + 1] - 1;
    int lastColumn = columnStarts[column + 1] - 1;
    if (lastRow < rowStarts[row] || lastColumn < columnStarts[column]) {
      return true;
    }
    long furthest = image + rowFrom[lastRow] * stride + (long) columnFrom[lastColumn] * channels;
    return 4 * (furthest + LENGTH) <= input.byteSize();
  }

  private void vector(
      MemorySegment input, long image, int row, int column, MemorySegment output, long at) {
    int firstColumn = columnStarts[column];
    int lastColumn = columnStarts[column + 1];
    FloatVector total = FloatVector.zero(LANES);
    for (int r = rowStarts[row]; r < rowStarts[row + 1]; r++) {
      long line = image + rowFrom[r] * stride;
      for (int t = firstColumn; t < lastColumn; t++) {
        long from = line + (long) columnFrom[t] * channels;
        FloatVector pixel = FloatVector.fromMemorySegment(LANES, input, 4 * from, ORDER);
        FloatVector weight = FloatVector.broadcast(LANES, rowWeights[r] * columnWeights[t]);
        total = pixel.fma(weight, total);
      }
    }
    total.intoMemorySegment(output, 4 * at, ORDER);
  }

  /** One pixel of fewer channels than a vector has lanes, where a vector finds no room. */
  private void narrow(
      MemorySegment input, long image, int row, int column, MemorySegment output, long at) {
    for (int c = 0; c < channels; c++) {
      float total = 0;
      for (int r = rowStarts[row]; r < rowStarts[row + 1]; r++) {
        long line = image + rowFrom[r] * stride + c;
        for (int t = columnStarts[column]; t < columnStarts[column + 1]; t++) {
          float pixel = input.get(FLOAT, 4 * (line + (long) columnFrom[t] * channels));
          total = Math.fma(pixel, rowWeights[r] * columnWeights[t], total);
        }
      }
      output.set(FLOAT, 4 * (at + c), total);
    }
  }
}
