package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One output row of {@link DepthwiseSimd}. Four neighbours together share the loads of the kernel;
 * the last vector of channels overlaps the one before instead of ending early.
 */
final class DepthwiseLoop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = LANES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final MemorySegment input;
  private final MemorySegment weight;
  private final MemorySegment output;
  private final int high;
  private final int wide;
  private final int inputHigh;
  private final long inputLine;
  private final int kernelWide;
  private final int channels;
  private final DepthwiseAxis rows;
  private final int[] rowFrom;
  private final int[] rowTaps;
  private final DepthwiseAxis columns;
  private final int[] columnFrom;
  private final int[] columnTaps;

  DepthwiseLoop(
      DepthwiseSimd kernel, MemorySegment input, MemorySegment weight, MemorySegment output) {
    this.input = input;
    this.weight = weight;
    this.output = output;
    high = kernel.output().size(1);
    wide = kernel.output().size(2);
    inputHigh = kernel.input().size(1);
    channels = kernel.input().size(3);
    inputLine = (long) kernel.input().size(2) * channels;
    kernelWide = kernel.weight().size(1);
    rows = kernel.rows();
    rowFrom = rows.from();
    rowTaps = rows.taps();
    columns = kernel.columns();
    columnFrom = columns.from();
    columnTaps = columns.taps();
  }

  /** Output row {@code line % H'} of image {@code line / H'}. */
  void line(long line) {
    int row = (int) (line % high);
    long image = line / high * inputHigh * inputLine;
    long at = line * wide * channels;
    int firstRow = rows.starts()[row];
    int lastRow = rows.starts()[row + 1];
    int column = 0;
    while (column < wide) {
      boolean four = column >= columns.begin() && column + 4 <= columns.end();
      int firstColumn = columns.starts()[column];
      int lastColumn = columns.starts()[column + 1];
      long place = at + (long) column * channels;
      if (channels < LENGTH) {
        narrow(image, firstRow, lastRow, firstColumn, lastColumn, place);
        column++;
        continue;
      }
      for (int block = 0; block < channels; block += LENGTH) {
        int c = Math.min(block, channels - LENGTH);
        if (four) {
          four(image + c, firstRow, lastRow, firstColumn, lastColumn, c, place + c);
        } else {
          one(image + c, firstRow, lastRow, firstColumn, lastColumn, c, place + c);
        }
      }
      column += four ? 4 : 1;
    }
  }

  private void four(
      long image, int firstRow, int lastRow, int firstColumn, int lastColumn, int c, long at) {
    long pixel = 4L * channels;
    long step = pixel * columns.step();
    FloatVector a = FloatVector.zero(LANES);
    FloatVector b = a;
    FloatVector d = a;
    FloatVector e = a;
    for (int r = firstRow; r < lastRow; r++) {
      long line = 4 * (image + rowFrom[r] * inputLine);
      long taps = 4 * ((long) rowTaps[r] * kernelWide * channels + c);
      for (int t = firstColumn; t < lastColumn; t++) {
        long from = line + columnFrom[t] * pixel;
        FloatVector w =
            FloatVector.fromMemorySegment(LANES, weight, taps + columnTaps[t] * pixel, ORDER);
        a = w.fma(FloatVector.fromMemorySegment(LANES, input, from, ORDER), a);
        b = w.fma(FloatVector.fromMemorySegment(LANES, input, from + step, ORDER), b);
        d = w.fma(FloatVector.fromMemorySegment(LANES, input, from + 2 * step, ORDER), d);
        e = w.fma(FloatVector.fromMemorySegment(LANES, input, from + 3 * step, ORDER), e);
      }
    }
    a.intoMemorySegment(output, 4 * at, ORDER);
    b.intoMemorySegment(output, 4 * at + pixel, ORDER);
    d.intoMemorySegment(output, 4 * at + 2 * pixel, ORDER);
    e.intoMemorySegment(output, 4 * at + 3 * pixel, ORDER);
  }

  private void one(
      long image, int firstRow, int lastRow, int firstColumn, int lastColumn, int c, long at) {
    long pixel = 4L * channels;
    FloatVector total = FloatVector.zero(LANES);
    for (int r = firstRow; r < lastRow; r++) {
      long line = 4 * (image + rowFrom[r] * inputLine);
      long taps = 4 * ((long) rowTaps[r] * kernelWide * channels + c);
      for (int t = firstColumn; t < lastColumn; t++) {
        FloatVector x =
            FloatVector.fromMemorySegment(LANES, input, line + columnFrom[t] * pixel, ORDER);
        FloatVector w =
            FloatVector.fromMemorySegment(LANES, weight, taps + columnTaps[t] * pixel, ORDER);
        total = w.fma(x, total);
      }
    }
    total.intoMemorySegment(output, 4 * at, ORDER);
  }

  /** All channels of a pixel, fewer than a vector has lanes. */
  private void narrow(
      long image, int firstRow, int lastRow, int firstColumn, int lastColumn, long at) {
    for (int c = 0; c < channels; c++) {
      float total = 0;
      for (int r = firstRow; r < lastRow; r++) {
        long line = image + rowFrom[r] * inputLine + c;
        long taps = (long) rowTaps[r] * kernelWide * channels + c;
        for (int t = firstColumn; t < lastColumn; t++) {
          float x = input.get(FLOAT, 4 * (line + (long) columnFrom[t] * channels));
          float w = weight.get(FLOAT, 4 * (taps + (long) columnTaps[t] * channels));
          total = Math.fma(w, x, total);
        }
      }
      output.set(FLOAT, 4 * (at + c), total);
    }
  }
}
