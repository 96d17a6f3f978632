package dev.culebra.cpu.simd;

import dev.culebra.op.MaxPool2d;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * One output pixel of {@link MaxPool2dSimd}.
 *
 * @param op the operation
 * @param image {@code [N,H,W,C]}
 * @param pooled {@code [N,H',W',C]}
 * @param input the image
 * @param largest the largest elements
 * @param places where they are
 */
record MaxPoolLoop(
    MaxPool2d op,
    Shape image,
    Shape pooled,
    MemorySegment input,
    MemorySegment largest,
    MemorySegment places) {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, LANES.vectorShape());
  private static final int LENGTH = LANES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  void pixel(long pixel) {
    int wide = pooled.size(2);
    int high = pooled.size(1);
    int channels = image.size(3);
    Window2d window = op.window();
    int row = (int) (pixel / wide % high) * window.strideHeight() - window.top();
    int column = (int) (pixel % wide) * window.strideWidth() - window.left();
    long first = pixel / wide / high * image.size(1) * image.size(2) * channels;
    if (channels < LENGTH) {
      for (int c = 0; c < channels; c++) {
        narrow(first + c, row, column, pixel * channels + c);
      }
      return;
    }
    // The last vector overlaps its neighbour instead of ending early.
    int last = channels - LENGTH;
    for (int block = 0; block < last + LENGTH; block += LENGTH) {
      int c = Math.min(block, last);
      wide(first + c, row, column, pixel * channels + c);
    }
  }

  private void wide(long first, int firstRow, int firstColumn, long at) {
    int height = image.size(1);
    int width = image.size(2);
    int channels = image.size(3);
    int rowStep = op.window().dilationHeight();
    int columnStep = op.window().dilationWidth();
    int endRow = Math.min(height, firstRow + op.kernelHeight() * rowStep);
    int endColumn = Math.min(width, firstColumn + op.kernelWidth() * columnStep);
    int startRow = start(firstRow, rowStep);
    int startColumn = start(firstColumn, columnStep);
    FloatVector best = FloatVector.broadcast(LANES, Float.NEGATIVE_INFINITY);
    IntVector where = IntVector.broadcast(INTS, startRow * width + startColumn);
    for (int row = startRow; row < endRow; row += rowStep) {
      for (int column = startColumn; column < endColumn; column += columnStep) {
        int place = row * width + column;
        FloatVector value =
            FloatVector.fromMemorySegment(
                LANES, input, 4 * (first + (long) place * channels), ORDER);
        VectorMask<Float> better =
            value.compare(VectorOperators.GT, best).or(value.compare(VectorOperators.NE, value));
        best = best.blend(value, better);
        where = where.blend(IntVector.broadcast(INTS, place), better.cast(INTS));
      }
    }
    best.intoMemorySegment(largest, 4 * at, ORDER);
    where.intoMemorySegment(places, 4 * at, ORDER);
  }

  private void narrow(long first, int firstRow, int firstColumn, long at) {
    int width = image.size(2);
    int rowStep = op.window().dilationHeight();
    int columnStep = op.window().dilationWidth();
    int endRow = Math.min(image.size(1), firstRow + op.kernelHeight() * rowStep);
    int endColumn = Math.min(width, firstColumn + op.kernelWidth() * columnStep);
    int startRow = start(firstRow, rowStep);
    int startColumn = start(firstColumn, columnStep);
    float best = Float.NEGATIVE_INFINITY;
    int where = startRow * width + startColumn;
    for (int row = startRow; row < endRow; row += rowStep) {
      for (int column = startColumn; column < endColumn; column += columnStep) {
        int place = row * width + column;
        float value = input.get(FLOAT, 4 * (first + (long) place * image.size(3)));
        if (value > best || Float.isNaN(value)) {
          best = value;
          where = place;
        }
      }
    }
    largest.set(FLOAT, 4 * at, best);
    places.set(INT, 4 * at, where);
  }

  /** The first place of a window inside the image. */
  private static int start(int first, int step) {
    return first >= 0 ? first : first + Math.ceilDiv(-first, step) * step;
  }
}
