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

  /** One row: {@code y = (x − mean)·scale + shift}, each with an entry for each column. */
  static void apply(
      MemorySegment x,
      MemorySegment y,
      long from,
      MemorySegment rows,
      long mean,
      long scale,
      long shift,
      int columns) {
    int whole = columns - columns % LENGTH;
    for (int c = 0; c < whole; c += LENGTH) {
      FloatVector distance = Vectors.load(x, from + c).sub(Vectors.load(rows, mean + c));
      FloatVector end = Vectors.load(rows, shift + c);
      Vectors.store(distance.fma(Vectors.load(rows, scale + c), end), y, from + c);
    }
    for (int c = whole; c < columns; c++) {
      float distance = x.getAtIndex(FLOAT, from + c) - rows.getAtIndex(FLOAT, mean + c);
      float end = rows.getAtIndex(FLOAT, shift + c);
      y.setAtIndex(FLOAT, from + c, Math.fma(distance, rows.getAtIndex(FLOAT, scale + c), end));
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

  /** One row: {@code result = gradient·scale − (x − mean)·slope − level}. */
  static void toInput(
      MemorySegment x,
      MemorySegment gradient,
      MemorySegment result,
      long from,
      MemorySegment rows,
      long mean,
      long scale,
      long slope,
      long level,
      int columns) {
    int whole = columns - columns % LENGTH;
    for (int c = 0; c < whole; c += LENGTH) {
      FloatVector distance = Vectors.load(x, from + c).sub(Vectors.load(rows, mean + c));
      FloatVector common =
          distance.fma(Vectors.load(rows, slope + c), Vectors.load(rows, level + c));
      FloatVector scaled = Vectors.load(gradient, from + c).mul(Vectors.load(rows, scale + c));
      Vectors.store(scaled.sub(common), result, from + c);
    }
    for (int c = whole; c < columns; c++) {
      float distance = x.getAtIndex(FLOAT, from + c) - rows.getAtIndex(FLOAT, mean + c);
      float common =
          Math.fma(distance, rows.getAtIndex(FLOAT, slope + c), rows.getAtIndex(FLOAT, level + c));
      float scaled = gradient.getAtIndex(FLOAT, from + c) * rows.getAtIndex(FLOAT, scale + c);
      result.setAtIndex(FLOAT, from + c, scaled - common);
    }
  }
}
