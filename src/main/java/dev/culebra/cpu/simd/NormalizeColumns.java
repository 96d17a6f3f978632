package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Normalization of elements that lie in columns. Offsets and counts are in elements; rows are
 * {@code stride} apart. Whole vectors have methods of their own, so that C2 inlines them.
 */
final class NormalizeColumns {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final int LENGTH = Vectors.LANES.length();

  private NormalizeColumns() {}

  /** The mean of each column, and its sum of squared distances from it. */
  static void moments(
      MemorySegment x,
      long from,
      long stride,
      int rows,
      int columns,
      MemorySegment to,
      long means,
      long squares) {
    int c = 0;
    for (; c <= columns - 2 * LENGTH; c += 2 * LENGTH) {
      means(x, from + c, stride, rows, to, means + c);
      squares(x, from + c, stride, rows, to, means + c, squares + c);
    }
    for (; c < columns; c++) {
      moments(x, from + c, stride, rows, to, means + c, squares + c);
    }
  }

  private static void means(
      MemorySegment x, long from, long stride, int rows, MemorySegment to, long means) {
    FloatVector first = Vectors.all(0);
    FloatVector second = first;
    long at = from;
    for (int row = 0; row < rows; row++, at += stride) {
      first = first.add(Vectors.load(x, at));
      second = second.add(Vectors.load(x, at + LENGTH));
    }
    Vectors.store(first.div(rows), to, means);
    Vectors.store(second.div(rows), to, means + LENGTH);
  }

  private static void squares(
      MemorySegment x,
      long from,
      long stride,
      int rows,
      MemorySegment to,
      long means,
      long squares) {
    FloatVector firstMean = Vectors.load(to, means);
    FloatVector secondMean = Vectors.load(to, means + LENGTH);
    FloatVector first = Vectors.all(0);
    FloatVector second = first;
    long at = from;
    for (int row = 0; row < rows; row++, at += stride) {
      FloatVector left = Vectors.load(x, at).sub(firstMean);
      FloatVector right = Vectors.load(x, at + LENGTH).sub(secondMean);
      first = left.fma(left, first);
      second = right.fma(right, second);
    }
    Vectors.store(first, to, squares);
    Vectors.store(second, to, squares + LENGTH);
  }

  /** One column. */
  private static void moments(
      MemorySegment x,
      long from,
      long stride,
      int rows,
      MemorySegment to,
      long means,
      long squares) {
    float sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += x.getAtIndex(FLOAT, from + row * stride);
    }
    float mean = sum / rows;
    float total = 0;
    for (int row = 0; row < rows; row++) {
      float distance = x.getAtIndex(FLOAT, from + row * stride) - mean;
      total = Math.fma(distance, distance, total);
    }
    to.setAtIndex(FLOAT, means, mean);
    to.setAtIndex(FLOAT, squares, total);
  }

  /** Rows: {@code y = (x − mean)·scale + shift}, each with an entry for each column. */
  static void apply(
      MemorySegment x,
      MemorySegment y,
      long from,
      long stride,
      int count,
      MemorySegment rows,
      long mean,
      long scale,
      long shift,
      int columns) {
    int c = 0;
    for (; c <= columns - LENGTH; c += LENGTH) {
      vectors(x, y, from + c, stride, count, rows, mean + c, scale + c, shift + c);
    }
    for (; c < columns; c++) {
      float centre = rows.getAtIndex(FLOAT, mean + c);
      float factor = rows.getAtIndex(FLOAT, scale + c);
      float end = rows.getAtIndex(FLOAT, shift + c);
      long at = from + c;
      for (int row = 0; row < count; row++, at += stride) {
        y.setAtIndex(FLOAT, at, Math.fma(x.getAtIndex(FLOAT, at) - centre, factor, end));
      }
    }
  }

  private static void vectors(
      MemorySegment x,
      MemorySegment y,
      long from,
      long stride,
      int count,
      MemorySegment rows,
      long mean,
      long scale,
      long shift) {
    FloatVector centre = Vectors.load(rows, mean);
    FloatVector factor = Vectors.load(rows, scale);
    FloatVector end = Vectors.load(rows, shift);
    long at = from;
    for (int row = 0; row < count; row++, at += stride) {
      Vectors.store(Vectors.load(x, at).sub(centre).fma(factor, end), y, at);
    }
  }

  /** For each column the sums of {@code gradient} and of {@code gradient·(x − mean)}. */
  static void products(
      MemorySegment x,
      MemorySegment gradient,
      long from,
      long stride,
      int rows,
      int columns,
      MemorySegment meanRow,
      long mean,
      MemorySegment to,
      long sums,
      long products) {
    int c = 0;
    for (; c <= columns - LENGTH; c += LENGTH) {
      vectors(x, gradient, from + c, stride, rows, meanRow, mean + c, to, sums + c, products + c);
    }
    for (; c < columns; c++) {
      float centre = meanRow.getAtIndex(FLOAT, mean + c);
      float sum = 0;
      float product = 0;
      long at = from + c;
      for (int row = 0; row < rows; row++, at += stride) {
        float arrived = gradient.getAtIndex(FLOAT, at);
        sum += arrived;
        product = Math.fma(arrived, x.getAtIndex(FLOAT, at) - centre, product);
      }
      to.setAtIndex(FLOAT, sums + c, sum);
      to.setAtIndex(FLOAT, products + c, product);
    }
  }

  private static void vectors(
      MemorySegment x,
      MemorySegment gradient,
      long from,
      long stride,
      int rows,
      MemorySegment meanRow,
      long mean,
      MemorySegment to,
      long sums,
      long products) {
    FloatVector centre = Vectors.load(meanRow, mean);
    FloatVector sum = Vectors.all(0);
    FloatVector product = sum;
    long at = from;
    for (int row = 0; row < rows; row++, at += stride) {
      FloatVector arrived = Vectors.load(gradient, at);
      sum = sum.add(arrived);
      product = arrived.fma(Vectors.load(x, at).sub(centre), product);
    }
    Vectors.store(sum, to, sums);
    Vectors.store(product, to, products);
  }

  /** Rows: {@code result = gradient·scale − (x − mean)·slope − level}. */
  static void toInput(
      MemorySegment x,
      MemorySegment gradient,
      MemorySegment result,
      long from,
      long stride,
      int count,
      MemorySegment rows,
      long mean,
      long scale,
      long slope,
      long level,
      int columns) {
    int c = 0;
    for (; c <= columns - LENGTH; c += LENGTH) {
      vectors(
          x, gradient, result, from + c, stride, count, rows, mean + c, scale + c, slope + c,
          level + c);
    }
    for (; c < columns; c++) {
      float centre = rows.getAtIndex(FLOAT, mean + c);
      float factor = rows.getAtIndex(FLOAT, scale + c);
      float steep = rows.getAtIndex(FLOAT, slope + c);
      float base = rows.getAtIndex(FLOAT, level + c);
      long at = from + c;
      for (int row = 0; row < count; row++, at += stride) {
        float common = Math.fma(x.getAtIndex(FLOAT, at) - centre, steep, base);
        result.setAtIndex(FLOAT, at, gradient.getAtIndex(FLOAT, at) * factor - common);
      }
    }
  }

  private static void vectors(
      MemorySegment x,
      MemorySegment gradient,
      MemorySegment result,
      long from,
      long stride,
      int count,
      MemorySegment rows,
      long mean,
      long scale,
      long slope,
      long level) {
    FloatVector centre = Vectors.load(rows, mean);
    FloatVector factor = Vectors.load(rows, scale);
    FloatVector steep = Vectors.load(rows, slope);
    FloatVector base = Vectors.load(rows, level);
    long at = from;
    for (int row = 0; row < count; row++, at += stride) {
      FloatVector common = Vectors.load(x, at).sub(centre).fma(steep, base);
      Vectors.store(Vectors.load(gradient, at).mul(factor).sub(common), result, at);
    }
  }
}
