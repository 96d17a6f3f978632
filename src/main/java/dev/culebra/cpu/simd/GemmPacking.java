package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.GemmKernel.FLOAT;
import static dev.culebra.cpu.simd.GemmKernel.LANES;
import static dev.culebra.cpu.simd.GemmKernel.ORDER;
import static dev.culebra.cpu.simd.GemmKernel.PANEL;
import static dev.culebra.cpu.simd.GemmKernel.WIDTH;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies of matrix blocks in the order in which the tiles read them. Padding is zero, because what
 * lies about there might be denormal and slow; it only reaches elements of a tile that are thrown
 * away. No method takes or returns a vector: the compiler may leave it a call, and then the vector
 * goes through the heap.
 */
final class GemmPacking {
  private static final int LENGTH = LANES.length();
  private static final long VECTOR = LANES.vectorByteSize();

  /** Eight floats or, where vectors are shorter, four. */
  private static final VectorSpecies<Float> COLUMN =
      LENGTH >= PANEL ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;

  /** Two floats that are only copied. */
  private static final ValueLayout.OfLong PAIR = ValueLayout.JAVA_LONG_UNALIGNED;

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
      MemorySegment b,
      long offset,
      long stride,
      int depth,
      int columns,
      MemorySegment to,
      long at) {
    if (columns == WIDTH) {
      for (int k = 0; k < depth; k++) {
        long row = at + 2 * VECTOR * k;
        FloatVector.fromMemorySegment(LANES, b, offset + k * stride, ORDER)
            .intoMemorySegment(to, row, ORDER);
        FloatVector.fromMemorySegment(LANES, b, offset + k * stride + VECTOR, ORDER)
            .intoMemorySegment(to, row + VECTOR, ORDER);
      }
      return;
    }
    zero(to, at, depth * WIDTH);
    for (int k = 0; k < depth; k++) {
      copy(b, offset + k * stride, to, at + 2 * VECTOR * k, columns);
    }
  }

  /** As {@link #right}, for a B that is contiguous along the depth; strides lead to columns. */
  static void rightTransposed(
      MemorySegment b,
      long offset,
      long stride,
      int depth,
      int columns,
      MemorySegment to,
      long at) {
    if (columns < WIDTH) {
      zero(to, at, depth * WIDTH);
    }
    int column = 0;
    if (depth >= LENGTH) {
      for (; column + LENGTH <= columns; column += LENGTH) {
        long from = offset + column * stride;
        long start = at + 4L * column;
        for (int k = 0; k < depth; k += LENGTH) {
          // The last block overlaps its neighbour instead of ending early.
          int block = Math.min(k, depth - LENGTH);
          transpose(b, from + 4L * block, stride, to, start + 2 * VECTOR * block, 2 * VECTOR);
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
    columns(a, offset, stride, to, at, depth, rows);
    zeroColumns(to, at + 4L * rows, depth, PANEL - rows);
  }

  /**
   * Copies floats, the last vector over its neighbour; masks cost more than the compiler grants.
   */
  static void copy(MemorySegment from, long offset, MemorySegment to, long at, int floats) {
    if (floats >= LENGTH) {
      int last = floats - LENGTH;
      for (int i = 0; i < last; i += LENGTH) {
        FloatVector.fromMemorySegment(LANES, from, offset + 4L * i, ORDER)
            .intoMemorySegment(to, at + 4L * i, ORDER);
      }
      FloatVector.fromMemorySegment(LANES, from, offset + 4L * last, ORDER)
          .intoMemorySegment(to, at + 4L * last, ORDER);
      return;
    }
    int pairs = floats / 2;
    for (int i = 0; i < pairs; i++) {
      to.set(PAIR, at + 8L * i, from.get(PAIR, offset + 8L * i));
    }
    if (floats % 2 != 0) {
      long last = 8L * pairs;
      to.set(FLOAT, at + last, from.get(FLOAT, offset + last));
    }
  }

  /** Writes zeros. */
  static void zero(MemorySegment to, long at, int floats) {
    int i = 0;
    for (; i <= floats - LENGTH; i += LENGTH) {
      FloatVector.zero(LANES).intoMemorySegment(to, at + 4L * i, ORDER);
    }
    for (; i < floats; i++) {
      to.set(FLOAT, at + 4L * i, 0);
    }
  }

  /**
   * Copies one piece of {@code floats} of a panel column from each of {@code count} places {@code
   * stride} apart.
   */
  static void columns(
      MemorySegment from,
      long offset,
      long stride,
      MemorySegment to,
      long at,
      int count,
      int floats) {
    if (floats == PANEL) {
      for (int i = 0; i < count; i++) {
        long source = offset + i * stride;
        long place = at + 4L * PANEL * i;
        FloatVector.fromMemorySegment(COLUMN, from, source, ORDER)
            .intoMemorySegment(to, place, ORDER);
        if (COLUMN.length() < PANEL) {
          FloatVector.fromMemorySegment(COLUMN, from, source + COLUMN.vectorByteSize(), ORDER)
              .intoMemorySegment(to, place + COLUMN.vectorByteSize(), ORDER);
        }
      }
      return;
    }
    if (floats == 4) {
      for (int i = 0; i < count; i++) {
        to.set(PAIR, at + 4L * PANEL * i, from.get(PAIR, offset + i * stride));
        to.set(PAIR, at + 4L * PANEL * i + 8, from.get(PAIR, offset + i * stride + 8));
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < floats; j++) {
        to.set(FLOAT, at + 4L * PANEL * i + 4L * j, from.get(FLOAT, offset + i * stride + 4L * j));
      }
    }
  }

  /** Writes zeros to one piece of {@code count} panel columns. */
  static void zeroColumns(MemorySegment to, long at, int count, int floats) {
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < floats; j++) {
        to.set(FLOAT, at + 4L * PANEL * i + 4L * j, 0);
      }
    }
  }

  /** Copies {@code count} pieces of {@code floats}, from and to places a stride apart. */
  static void pieces(
      MemorySegment from,
      long offset,
      long stride,
      MemorySegment to,
      long at,
      long step,
      int count,
      int floats) {
    if (floats == 4) {
      for (int i = 0; i < count; i++) {
        to.set(PAIR, at + i * step, from.get(PAIR, offset + i * stride));
        to.set(PAIR, at + i * step + 8, from.get(PAIR, offset + i * stride + 8));
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      copy(from, offset + i * stride, to, at + i * step, floats);
    }
  }

  /** Adds {@code count} pieces of a few {@code floats}, from and to places a stride apart. */
  static void addPieces(
      MemorySegment from,
      long offset,
      long stride,
      MemorySegment to,
      long at,
      long step,
      int count,
      int floats) {
    for (int j = 0; j < floats; j++) {
      for (int i = 0; i < count; i++) {
        long place = at + i * step + 4L * j;
        to.set(FLOAT, place, to.get(FLOAT, place) + from.get(FLOAT, offset + i * stride + 4L * j));
      }
    }
  }

  /** Adds floats to what is there. */
  static void add(MemorySegment from, long offset, MemorySegment to, long at, int floats) {
    int i = 0;
    for (; i <= floats - LENGTH; i += LENGTH) {
      FloatVector.fromMemorySegment(LANES, to, at + 4L * i, ORDER)
          .add(FloatVector.fromMemorySegment(LANES, from, offset + 4L * i, ORDER))
          .intoMemorySegment(to, at + 4L * i, ORDER);
    }
    for (; i < floats; i++) {
      to.set(FLOAT, at + 4L * i, to.get(FLOAT, at + 4L * i) + from.get(FLOAT, offset + 4L * i));
    }
  }

  /**
   * A square block, as many rows as a vector has lanes, to columns. Interleaving the lower and the
   * upper halves of rows that are half the block apart is a transposition after log2(lanes) rounds;
   * a pass does two rounds on four rows and writes them where the next pass finds its four
   * together.
   */
  private static void transpose(
      MemorySegment from, long offset, long stride, MemorySegment to, long start, long step) {
    int quarter = LENGTH / 4;
    for (int row = 0; row < quarter; row++) {
      long target = start + row * step;
      interleave4(from, offset + row * stride, quarter * stride, to, target, quarter * step);
    }
    for (int row = 0; row < LENGTH && quarter > 1; row += quarter) {
      if (quarter == 4) {
        interleave4(to, start + row * step, step, to, start + row * step, step);
      } else {
        interleave2(to, start + row * step, start + (row + 1) * step);
      }
    }
  }

  private static void interleave4(
      MemorySegment from, long offset, long stride, MemorySegment to, long start, long step) {
    FloatVector a = FloatVector.fromMemorySegment(LANES, from, offset, ORDER);
    FloatVector b = FloatVector.fromMemorySegment(LANES, from, offset + stride, ORDER);
    FloatVector c = FloatVector.fromMemorySegment(LANES, from, offset + 2 * stride, ORDER);
    FloatVector d = FloatVector.fromMemorySegment(LANES, from, offset + 3 * stride, ORDER);
    FloatVector lowAc = a.rearrange(LOW).blend(c.rearrange(LOW), ODD);
    FloatVector highAc = a.rearrange(HIGH).blend(c.rearrange(HIGH), ODD);
    FloatVector lowBd = b.rearrange(LOW).blend(d.rearrange(LOW), ODD);
    FloatVector highBd = b.rearrange(HIGH).blend(d.rearrange(HIGH), ODD);
    lowAc.rearrange(LOW).blend(lowBd.rearrange(LOW), ODD).intoMemorySegment(to, start, ORDER);
    lowAc
        .rearrange(HIGH)
        .blend(lowBd.rearrange(HIGH), ODD)
        .intoMemorySegment(to, start + step, ORDER);
    highAc
        .rearrange(LOW)
        .blend(highBd.rearrange(LOW), ODD)
        .intoMemorySegment(to, start + 2 * step, ORDER);
    highAc
        .rearrange(HIGH)
        .blend(highBd.rearrange(HIGH), ODD)
        .intoMemorySegment(to, start + 3 * step, ORDER);
  }

  private static void interleave2(MemorySegment rows, long first, long second) {
    FloatVector a = FloatVector.fromMemorySegment(LANES, rows, first, ORDER);
    FloatVector b = FloatVector.fromMemorySegment(LANES, rows, second, ORDER);
    a.rearrange(LOW).blend(b.rearrange(LOW), ODD).intoMemorySegment(rows, first, ORDER);
    a.rearrange(HIGH).blend(b.rearrange(HIGH), ODD).intoMemorySegment(rows, second, ORDER);
  }
}
