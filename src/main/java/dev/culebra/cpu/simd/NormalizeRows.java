package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Normalization of elements that lie together. Offsets and counts are in elements. Whole vectors
 * have methods of their own, so that C2 inlines them; pieces hand floats to each other, which are
 * added in double.
 */
final class NormalizeRows {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final int LENGTH = Vectors.LANES.length();

  /** Elements that are added in float32. */
  private static final long PIECE = 4096;

  private NormalizeRows() {}

  static double total(MemorySegment x, long from, long count) {
    double total = 0;
    for (long i = 0; i < count; i += PIECE) {
      long size = Math.min(PIECE, count - i);
      long whole = size - size % LENGTH;
      total += sum(x, from + i, whole);
      for (long k = i + whole; k < i + size; k++) {
        total += x.getAtIndex(FLOAT, from + k);
      }
    }
    return total;
  }

  private static float sum(MemorySegment x, long from, long whole) {
    FloatVector first = Vectors.all(0);
    FloatVector second = first;
    long i = 0;
    for (; i < whole - LENGTH; i += 2L * LENGTH) {
      first = first.add(Vectors.load(x, from + i));
      second = second.add(Vectors.load(x, from + i + LENGTH));
    }
    if (i < whole) {
      first = first.add(Vectors.load(x, from + i));
    }
    return Vectors.total(first.add(second));
  }

  /** {@code Σ (x − mean)²}. */
  static double squares(MemorySegment x, long from, long count, float mean) {
    double total = 0;
    for (long i = 0; i < count; i += PIECE) {
      long size = Math.min(PIECE, count - i);
      long whole = size - size % LENGTH;
      total += squaresOf(x, from + i, whole, mean);
      for (long k = i + whole; k < i + size; k++) {
        float distance = x.getAtIndex(FLOAT, from + k) - mean;
        total += (double) distance * distance;
      }
    }
    return total;
  }

  private static float squaresOf(MemorySegment x, long from, long whole, float mean) {
    FloatVector first = Vectors.all(0);
    FloatVector second = first;
    FloatVector centre = Vectors.all(mean);
    long i = 0;
    for (; i < whole - LENGTH; i += 2L * LENGTH) {
      FloatVector left = Vectors.load(x, from + i).sub(centre);
      FloatVector right = Vectors.load(x, from + i + LENGTH).sub(centre);
      first = left.fma(left, first);
      second = right.fma(right, second);
    }
    if (i < whole) {
      FloatVector left = Vectors.load(x, from + i).sub(centre);
      first = left.fma(left, first);
    }
    return Vectors.total(first.add(second));
  }

  /** {@code y = (x − mean)·root·weight + bias}. */
  static void apply(
      MemorySegment x,
      MemorySegment y,
      long from,
      MemorySegment weight,
      MemorySegment bias,
      long row,
      long count,
      float mean,
      float root) {
    long whole = count - count % LENGTH;
    for (long i = 0; i < whole; i += LENGTH) {
      FloatVector normalized = Vectors.load(x, from + i).sub(mean).mul(root);
      FloatVector shift = Vectors.load(bias, row + i);
      Vectors.store(normalized.fma(Vectors.load(weight, row + i), shift), y, from + i);
    }
    for (long i = whole; i < count; i++) {
      float normalized = (x.getAtIndex(FLOAT, from + i) - mean) * root;
      float scale = weight.getAtIndex(FLOAT, row + i);
      y.setAtIndex(FLOAT, from + i, Math.fma(normalized, scale, bias.getAtIndex(FLOAT, row + i)));
    }
  }

  /** {@code Σ gradient·weight}. */
  static double scaled(
      MemorySegment gradient, long from, MemorySegment weight, long row, long count) {
    double total = 0;
    for (long i = 0; i < count; i += PIECE) {
      long size = Math.min(PIECE, count - i);
      long whole = size - size % LENGTH;
      total += scaledOf(gradient, from + i, weight, row + i, whole);
      for (long k = i + whole; k < i + size; k++) {
        total += gradient.getAtIndex(FLOAT, from + k) * weight.getAtIndex(FLOAT, row + k);
      }
    }
    return total;
  }

  private static float scaledOf(
      MemorySegment gradient, long from, MemorySegment weight, long row, long whole) {
    FloatVector total = Vectors.all(0);
    for (long i = 0; i < whole; i += LENGTH) {
      total = Vectors.load(gradient, from + i).fma(Vectors.load(weight, row + i), total);
    }
    return Vectors.total(total);
  }

  /** {@code Σ gradient·weight·(x − mean)}. */
  static double products(
      MemorySegment x,
      MemorySegment gradient,
      long from,
      MemorySegment weight,
      long row,
      long count,
      float mean) {
    double total = 0;
    for (long i = 0; i < count; i += PIECE) {
      long size = Math.min(PIECE, count - i);
      long whole = size - size % LENGTH;
      total += productsOf(x, gradient, from + i, weight, row + i, whole, mean);
      for (long k = i + whole; k < i + size; k++) {
        float scaled = gradient.getAtIndex(FLOAT, from + k) * weight.getAtIndex(FLOAT, row + k);
        total += scaled * (x.getAtIndex(FLOAT, from + k) - mean);
      }
    }
    return total;
  }

  private static float productsOf(
      MemorySegment x,
      MemorySegment gradient,
      long from,
      MemorySegment weight,
      long row,
      long whole,
      float mean) {
    FloatVector total = Vectors.all(0);
    for (long i = 0; i < whole; i += LENGTH) {
      FloatVector scaled = Vectors.load(gradient, from + i).mul(Vectors.load(weight, row + i));
      total = scaled.fma(Vectors.load(x, from + i).sub(mean), total);
    }
    return Vectors.total(total);
  }

  /** {@code result = root·(gradient·weight − (x − mean)·slope − level)}. */
  static void toInput(
      MemorySegment x,
      MemorySegment gradient,
      MemorySegment result,
      long from,
      MemorySegment weight,
      long row,
      long count,
      float mean,
      float root,
      float slope,
      float level) {
    long whole = count - count % LENGTH;
    for (long i = 0; i < whole; i += LENGTH) {
      FloatVector scaled = Vectors.load(gradient, from + i).mul(Vectors.load(weight, row + i));
      FloatVector distance = Vectors.load(x, from + i).sub(mean);
      FloatVector common = distance.fma(Vectors.all(slope), Vectors.all(level));
      Vectors.store(scaled.sub(common).mul(root), result, from + i);
    }
    for (long i = whole; i < count; i++) {
      float scaled = gradient.getAtIndex(FLOAT, from + i) * weight.getAtIndex(FLOAT, row + i);
      float common = Math.fma(x.getAtIndex(FLOAT, from + i) - mean, slope, level);
      result.setAtIndex(FLOAT, from + i, root * (scaled - common));
    }
  }

  /** Adds {@code gradient·(x − mean)·root} and {@code gradient} to two rows of sums. */
  static void toRow(
      MemorySegment x,
      MemorySegment gradient,
      long from,
      MemorySegment sums,
      long toWeight,
      long toBias,
      long count,
      float mean,
      float root) {
    long whole = count - count % LENGTH;
    for (long i = 0; i < whole; i += LENGTH) {
      FloatVector arrived = Vectors.load(gradient, from + i);
      FloatVector normalized = Vectors.load(x, from + i).sub(mean).mul(root);
      Vectors.store(arrived.fma(normalized, Vectors.load(sums, toWeight + i)), sums, toWeight + i);
      Vectors.store(arrived.add(Vectors.load(sums, toBias + i)), sums, toBias + i);
    }
    for (long i = whole; i < count; i++) {
      float arrived = gradient.getAtIndex(FLOAT, from + i);
      float normalized = (x.getAtIndex(FLOAT, from + i) - mean) * root;
      float before = sums.getAtIndex(FLOAT, toWeight + i);
      sums.setAtIndex(FLOAT, toWeight + i, Math.fma(arrived, normalized, before));
      sums.setAtIndex(FLOAT, toBias + i, arrived + sums.getAtIndex(FLOAT, toBias + i));
    }
  }
}
