package dev.culebra.cpu.simd;

import dev.culebra.op.Window2d;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Some lines of {@link DepthwiseWeightSimd}. */
final class DepthwiseWeightLoop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = LANES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final DepthwiseWeightSimd kernel;
  private final MemorySegment input;
  private final MemorySegment gradient;
  private final MemorySegment results;
  private final int channels;
  private final long inputLine;

  /** For each kernel column the output columns that it reaches. */
  private final int[] begins;

  private final int[] ends;

  DepthwiseWeightLoop(
      DepthwiseWeightSimd kernel,
      MemorySegment input,
      MemorySegment gradient,
      MemorySegment results) {
    this.kernel = kernel;
    this.input = input;
    this.gradient = gradient;
    this.results = results;
    channels = kernel.input().size(3);
    inputLine = (long) kernel.input().size(2) * channels;
    Window2d window = kernel.window();
    int wide = kernel.gradient().size(2);
    begins = new int[kernel.weight().size(1)];
    ends = new int[begins.length];
    for (int l = 0; l < begins.length; l++) {
      int left = l * window.dilationWidth() - window.left();
      begins[l] = Math.clamp(Math.ceilDiv(-left, window.strideWidth()), 0, wide);
      int room = kernel.input().size(2) - left;
      ends[l] = Math.clamp(Math.ceilDiv(room, window.strideWidth()), begins[l], wide);
    }
  }

  /** Sums lines {@code first} to {@code last} into the result at {@code to}. */
  void part(long first, long last, long to) {
    Window2d window = kernel.window();
    int high = kernel.gradient().size(1);
    int wide = kernel.gradient().size(2);
    int inputHigh = kernel.input().size(1);
    GemmPacking.zero(results, 4 * to, (int) kernel.weight().elements());
    for (long line = first; line < last; line++) {
      long arrived = line * wide * channels;
      for (int k = 0; k < kernel.weight().size(0); k++) {
        int row =
            (int) (line % high) * window.strideHeight()
                + k * window.dilationHeight()
                - window.top();
        if (row < 0 || row >= inputHigh) {
          continue;
        }
        long image = (line / high * inputHigh + row) * inputLine;
        for (int l = 0; l < begins.length; l++) {
          int column = l * window.dilationWidth() - window.left();
          long tap = to + ((long) k * begins.length + l) * channels;
          tap(image + (long) column * channels, arrived, begins[l], ends[l], tap);
        }
      }
    }
  }

  /** All channels of one tap over one line. */
  private void tap(long image, long arrived, int begin, int end, long tap) {
    int c = 0;
    for (; c <= channels - LENGTH; c += LENGTH) {
      wide(image + c, arrived + c, begin, end, tap + c);
    }
    for (; c < channels; c++) {
      narrow(image + c, arrived + c, begin, end, tap + c);
    }
  }

  private void wide(long image, long arrived, int begin, int end, long tap) {
    long pixel = 4L * channels;
    long step = pixel * kernel.window().strideWidth();
    long x = 4 * image + begin * step;
    long dy = 4 * arrived + begin * pixel;
    FloatVector a = FloatVector.fromMemorySegment(LANES, results, 4 * tap, ORDER);
    FloatVector b = FloatVector.zero(LANES);
    FloatVector d = b;
    FloatVector e = b;
    int column = begin;
    // Four sums at once, because each waits for its previous product.
    for (; column <= end - 4; column += 4) {
      a =
          FloatVector.fromMemorySegment(LANES, input, x, ORDER)
              .fma(FloatVector.fromMemorySegment(LANES, gradient, dy, ORDER), a);
      b =
          FloatVector.fromMemorySegment(LANES, input, x + step, ORDER)
              .fma(FloatVector.fromMemorySegment(LANES, gradient, dy + pixel, ORDER), b);
      d =
          FloatVector.fromMemorySegment(LANES, input, x + 2 * step, ORDER)
              .fma(FloatVector.fromMemorySegment(LANES, gradient, dy + 2 * pixel, ORDER), d);
      e =
          FloatVector.fromMemorySegment(LANES, input, x + 3 * step, ORDER)
              .fma(FloatVector.fromMemorySegment(LANES, gradient, dy + 3 * pixel, ORDER), e);
      x += 4 * step;
      dy += 4 * pixel;
    }
    for (; column < end; column++) {
      a =
          FloatVector.fromMemorySegment(LANES, input, x, ORDER)
              .fma(FloatVector.fromMemorySegment(LANES, gradient, dy, ORDER), a);
      x += step;
      dy += pixel;
    }
    a.add(b).add(d.add(e)).intoMemorySegment(results, 4 * tap, ORDER);
  }

  private void narrow(long image, long arrived, int begin, int end, long tap) {
    int stride = kernel.window().strideWidth();
    float total = results.get(FLOAT, 4 * tap);
    for (int column = begin; column < end; column++) {
      float x = input.get(FLOAT, 4 * (image + (long) column * stride * channels));
      float dy = gradient.get(FLOAT, 4 * (arrived + (long) column * channels));
      total = Math.fma(x, dy, total);
    }
    results.set(FLOAT, 4 * tap, total);
  }
}
