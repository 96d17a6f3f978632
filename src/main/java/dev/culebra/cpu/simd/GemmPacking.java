package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.GemmKernel.FLOAT;
import static dev.culebra.cpu.simd.GemmKernel.LANES;
import static dev.culebra.cpu.simd.GemmKernel.ORDER;
import static dev.culebra.cpu.simd.GemmKernel.PANEL;
import static dev.culebra.cpu.simd.GemmKernel.WIDTH;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies of matrix blocks in the order in which the tiles read them. What pads a panel at the edge
 * of a matrix is zero or stale; it only reaches elements of the tile that are thrown away.
 */
final class GemmPacking {
  private static final int LENGTH = LANES.length();
  private static final long VECTOR = LANES.vectorByteSize();

  /** Eight floats or, where vectors are shorter, four. */
  private static final VectorSpecies<Float> COLUMN =
      LENGTH >= PANEL ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;

  private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(LANES, lane -> lane / 2);
  private static final VectorShuffle<Float> HIGH =
      VectorShuffle.fromOp(LANES, lane -> lane / 2 + LENGTH / 2);
  private static final VectorMask<Float> ODD =
      VectorMask.fromLong(LANES, 0xAAAA_AAAA_AAAA_AAAAL >>> 64 - LENGTH);

  private GemmPacking() {}

  /**
   * Packs {@code columns} columns of B, contiguous along the columns, into a panel of {@code depth}
   * rows of {@link GemmKernel#WIDTH} floats.
   */
  static void right(
      MemorySegment b, long offset, long stride, int depth, int columns, MemorySegment to, long at) {
    if (columns == WIDTH) {
      for (int k = 0; k < depth; k++) {
        long row = at + 2 * VECTOR * k;
        load(b, offset + k * stride).intoMemorySegment(to, row, ORDER);
        load(b, offset + k * stride + VECTOR).intoMemorySegment(to, row + VECTOR, ORDER);
      }
      return;
    }
    VectorMask<Float> first = LANES.indexInRange(0, columns);
    VectorMask<Float> second = LANES.indexInRange(0, columns - LENGTH);
    for (int k = 0; k < depth; k++) {
      long from = offset + k * stride;
      long row = at + 2 * VECTOR * k;
      FloatVector.fromMemorySegment(LANES, b, from, ORDER, first).intoMemorySegment(to, row, ORDER);
      FloatVector.fromMemorySegment(LANES, b, from + VECTOR, ORDER, second)
          .intoMemorySegment(to, row + VECTOR, ORDER);
    }
  }

  /** As {@link #right}, for a B that is contiguous along the depth; strides lead to columns. */
  static void rightTransposed(
      MemorySegment b, long offset, long stride, int depth, int columns, MemorySegment to, long at) {
    int column = 0;
    if (depth >= LENGTH) {
      for (; column + LENGTH <= columns; column += LENGTH) {
        long from = offset + column * stride;
        long start = at + 4L * column;
        for (int k = 0; k < depth; k += LENGTH) {
          int block = Math.min(k, depth - LENGTH);
          transpose(b, from + 4L * block, stride, to, start + 2 * VECTOR * block);
        }
      }
    }
    for (; column < columns; column++) {
      for (int k = 0; k < depth; k++) {
        float value = b.get(FLOAT, offset + column * stride + 4L * k);
        to.set(FLOAT, at + 2 * VECTOR * k + 4L * column, value);
      }
    }
  }

  /**
   * Packs {@code rows} rows of an A that is stored by columns into a panel of {@code depth} columns
   * of {@link GemmKernel#PANEL} floats.
   */
  static void left(
      MemorySegment a, long offset, long stride, int depth, int rows, MemorySegment to, long at) {
    for (int k = 0; k < depth; k++) {
      long from = offset + k * stride;
      long column = at + 4L * PANEL * k;
      if (rows == PANEL) {
        for (int part = 0; part < PANEL; part += COLUMN.length()) {
          FloatVector.fromMemorySegment(COLUMN, a, from + 4L * part, ORDER)
              .intoMemorySegment(to, column + 4L * part, ORDER);
        }
      } else {
        for (int row = 0; row < rows; row++) {
          to.set(FLOAT, column + 4L * row, a.get(FLOAT, from + 4L * row));
        }
      }
    }
  }

  /** Stores or adds the used part of a row that was computed aside. */
  static void unpack(
      MemorySegment row, long at, int columns, MemorySegment c, long offset, boolean add) {
    put(load(row, at), c, offset, LANES.indexInRange(0, columns), add);
    if (columns > LENGTH) {
      VectorMask<Float> rest = LANES.indexInRange(0, columns - LENGTH);
      put(load(row, at + VECTOR), c, offset + VECTOR, rest, add);
    }
  }

  private static void put(
      FloatVector value, MemorySegment c, long offset, VectorMask<Float> mask, boolean add) {
    FloatVector sum =
        add ? FloatVector.fromMemorySegment(LANES, c, offset, ORDER, mask).add(value) : value;
    sum.intoMemorySegment(c, offset, ORDER, mask);
  }

  /** A square block, as many rows as a vector has lanes, from rows to columns. */
  private static void transpose(
      MemorySegment from, long offset, long stride, MemorySegment to, long start) {
    switch (LENGTH) {
      case 4 -> transpose4(from, offset, stride, to, start, 2 * VECTOR);
      case 8 -> transpose8(from, offset, stride, to, start, 2 * VECTOR);
      case 16 -> transpose16(from, offset, stride, to, start, 2 * VECTOR);
      default -> throw new IllegalStateException("[gemm] vectors of " + LENGTH + " floats");
    }
  }

  private static void transpose4(
      MemorySegment from, long offset, long stride, MemorySegment to, long start, long step) {
    FloatVector a0 = load(from, offset);
    FloatVector a1 = load(from, offset + stride);
    FloatVector a2 = load(from, offset + 2 * stride);
    FloatVector a3 = load(from, offset + 3 * stride);
    FloatVector b0 = low(a0, a2);
    FloatVector b1 = high(a0, a2);
    FloatVector b2 = low(a1, a3);
    FloatVector b3 = high(a1, a3);
    FloatVector c0 = low(b0, b2);
    FloatVector c1 = high(b0, b2);
    FloatVector c2 = low(b1, b3);
    FloatVector c3 = high(b1, b3);
    c0.intoMemorySegment(to, start, ORDER);
    c1.intoMemorySegment(to, start + step, ORDER);
    c2.intoMemorySegment(to, start + 2 * step, ORDER);
    c3.intoMemorySegment(to, start + 3 * step, ORDER);
  }

  private static void transpose8(
      MemorySegment from, long offset, long stride, MemorySegment to, long start, long step) {
    FloatVector a0 = load(from, offset);
    FloatVector a1 = load(from, offset + stride);
    FloatVector a2 = load(from, offset + 2 * stride);
    FloatVector a3 = load(from, offset + 3 * stride);
    FloatVector a4 = load(from, offset + 4 * stride);
    FloatVector a5 = load(from, offset + 5 * stride);
    FloatVector a6 = load(from, offset + 6 * stride);
    FloatVector a7 = load(from, offset + 7 * stride);
    FloatVector b0 = low(a0, a4);
    FloatVector b1 = high(a0, a4);
    FloatVector b2 = low(a1, a5);
    FloatVector b3 = high(a1, a5);
    FloatVector b4 = low(a2, a6);
    FloatVector b5 = high(a2, a6);
    FloatVector b6 = low(a3, a7);
    FloatVector b7 = high(a3, a7);
    FloatVector c0 = low(b0, b4);
    FloatVector c1 = high(b0, b4);
    FloatVector c2 = low(b1, b5);
    FloatVector c3 = high(b1, b5);
    FloatVector c4 = low(b2, b6);
    FloatVector c5 = high(b2, b6);
    FloatVector c6 = low(b3, b7);
    FloatVector c7 = high(b3, b7);
    FloatVector d0 = low(c0, c4);
    FloatVector d1 = high(c0, c4);
    FloatVector d2 = low(c1, c5);
    FloatVector d3 = high(c1, c5);
    FloatVector d4 = low(c2, c6);
    FloatVector d5 = high(c2, c6);
    FloatVector d6 = low(c3, c7);
    FloatVector d7 = high(c3, c7);
    d0.intoMemorySegment(to, start, ORDER);
    d1.intoMemorySegment(to, start + step, ORDER);
    d2.intoMemorySegment(to, start + 2 * step, ORDER);
    d3.intoMemorySegment(to, start + 3 * step, ORDER);
    d4.intoMemorySegment(to, start + 4 * step, ORDER);
    d5.intoMemorySegment(to, start + 5 * step, ORDER);
    d6.intoMemorySegment(to, start + 6 * step, ORDER);
    d7.intoMemorySegment(to, start + 7 * step, ORDER);
  }

  private static void transpose16(
      MemorySegment from, long offset, long stride, MemorySegment to, long start, long step) {
    FloatVector a0 = load(from, offset);
    FloatVector a1 = load(from, offset + stride);
    FloatVector a2 = load(from, offset + 2 * stride);
    FloatVector a3 = load(from, offset + 3 * stride);
    FloatVector a4 = load(from, offset + 4 * stride);
    FloatVector a5 = load(from, offset + 5 * stride);
    FloatVector a6 = load(from, offset + 6 * stride);
    FloatVector a7 = load(from, offset + 7 * stride);
    FloatVector a8 = load(from, offset + 8 * stride);
    FloatVector a9 = load(from, offset + 9 * stride);
    FloatVector a10 = load(from, offset + 10 * stride);
    FloatVector a11 = load(from, offset + 11 * stride);
    FloatVector a12 = load(from, offset + 12 * stride);
    FloatVector a13 = load(from, offset + 13 * stride);
    FloatVector a14 = load(from, offset + 14 * stride);
    FloatVector a15 = load(from, offset + 15 * stride);
    FloatVector b0 = low(a0, a8);
    FloatVector b1 = high(a0, a8);
    FloatVector b2 = low(a1, a9);
    FloatVector b3 = high(a1, a9);
    FloatVector b4 = low(a2, a10);
    FloatVector b5 = high(a2, a10);
    FloatVector b6 = low(a3, a11);
    FloatVector b7 = high(a3, a11);
    FloatVector b8 = low(a4, a12);
    FloatVector b9 = high(a4, a12);
    FloatVector b10 = low(a5, a13);
    FloatVector b11 = high(a5, a13);
    FloatVector b12 = low(a6, a14);
    FloatVector b13 = high(a6, a14);
    FloatVector b14 = low(a7, a15);
    FloatVector b15 = high(a7, a15);
    FloatVector c0 = low(b0, b8);
    FloatVector c1 = high(b0, b8);
    FloatVector c2 = low(b1, b9);
    FloatVector c3 = high(b1, b9);
    FloatVector c4 = low(b2, b10);
    FloatVector c5 = high(b2, b10);
    FloatVector c6 = low(b3, b11);
    FloatVector c7 = high(b3, b11);
    FloatVector c8 = low(b4, b12);
    FloatVector c9 = high(b4, b12);
    FloatVector c10 = low(b5, b13);
    FloatVector c11 = high(b5, b13);
    FloatVector c12 = low(b6, b14);
    FloatVector c13 = high(b6, b14);
    FloatVector c14 = low(b7, b15);
    FloatVector c15 = high(b7, b15);
    FloatVector d0 = low(c0, c8);
    FloatVector d1 = high(c0, c8);
    FloatVector d2 = low(c1, c9);
    FloatVector d3 = high(c1, c9);
    FloatVector d4 = low(c2, c10);
    FloatVector d5 = high(c2, c10);
    FloatVector d6 = low(c3, c11);
    FloatVector d7 = high(c3, c11);
    FloatVector d8 = low(c4, c12);
    FloatVector d9 = high(c4, c12);
    FloatVector d10 = low(c5, c13);
    FloatVector d11 = high(c5, c13);
    FloatVector d12 = low(c6, c14);
    FloatVector d13 = high(c6, c14);
    FloatVector d14 = low(c7, c15);
    FloatVector d15 = high(c7, c15);
    FloatVector e0 = low(d0, d8);
    FloatVector e1 = high(d0, d8);
    FloatVector e2 = low(d1, d9);
    FloatVector e3 = high(d1, d9);
    FloatVector e4 = low(d2, d10);
    FloatVector e5 = high(d2, d10);
    FloatVector e6 = low(d3, d11);
    FloatVector e7 = high(d3, d11);
    FloatVector e8 = low(d4, d12);
    FloatVector e9 = high(d4, d12);
    FloatVector e10 = low(d5, d13);
    FloatVector e11 = high(d5, d13);
    FloatVector e12 = low(d6, d14);
    FloatVector e13 = high(d6, d14);
    FloatVector e14 = low(d7, d15);
    FloatVector e15 = high(d7, d15);
    e0.intoMemorySegment(to, start, ORDER);
    e1.intoMemorySegment(to, start + step, ORDER);
    e2.intoMemorySegment(to, start + 2 * step, ORDER);
    e3.intoMemorySegment(to, start + 3 * step, ORDER);
    e4.intoMemorySegment(to, start + 4 * step, ORDER);
    e5.intoMemorySegment(to, start + 5 * step, ORDER);
    e6.intoMemorySegment(to, start + 6 * step, ORDER);
    e7.intoMemorySegment(to, start + 7 * step, ORDER);
    e8.intoMemorySegment(to, start + 8 * step, ORDER);
    e9.intoMemorySegment(to, start + 9 * step, ORDER);
    e10.intoMemorySegment(to, start + 10 * step, ORDER);
    e11.intoMemorySegment(to, start + 11 * step, ORDER);
    e12.intoMemorySegment(to, start + 12 * step, ORDER);
    e13.intoMemorySegment(to, start + 13 * step, ORDER);
    e14.intoMemorySegment(to, start + 14 * step, ORDER);
    e15.intoMemorySegment(to, start + 15 * step, ORDER);
  }

  private static FloatVector load(MemorySegment from, long offset) {
    return FloatVector.fromMemorySegment(LANES, from, offset, ORDER);
  }

  /** Interleaves the lower halves; log2(lanes) rounds of this are a transposition. */
  private static FloatVector low(FloatVector even, FloatVector odd) {
    return even.rearrange(LOW).blend(odd.rearrange(LOW), ODD);
  }

  private static FloatVector high(FloatVector even, FloatVector odd) {
    return even.rearrange(HIGH).blend(odd.rearrange(HIGH), ODD);
  }
}
