package dev.culebra.cpu.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of matrix multiplication: a tile of C, 4 or 8 rows high and two vectors wide,
 * stays in registers while the depth runs.
 *
 * <p>Eight rows keep 16 accumulators busy: two FMA units with a latency of four cycles need 8, and
 * one element of A is then loaded for two FMAs, which two load ports sustain. A machine with 16
 * vector registers has room for four rows. Each element of C is one chain of FMAs in the order of
 * the depth, so tile height and vector width do not change a bit of the result.
 *
 * <p>All offsets and strides are bytes. {@code b0} points at a packed panel. No helper methods and
 * no second way to store: the compiler gives up inlining, or compiling, when methods get larger
 * than these, and vectors that cross a call go through the heap.
 */
final class GemmKernel {
  static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  static final int WIDTH = 2 * LANES.length();

  /** Rows of the tallest tile: 8 where there are 32 vector registers. */
  static final int HEIGHT =
      LANES.length() >= 16 || System.getProperty("os.arch").equals("aarch64") ? 8 : 4;

  /** Rows of a packed column panel, whatever the tile height. */
  static final int PANEL = 8;

  static final ByteOrder ORDER = ByteOrder.nativeOrder();
  static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED;
  private static final long VECTOR = LANES.vectorByteSize();
  private static final long COLUMN = 4L * PANEL;

  private GemmKernel() {}

  /** Eight rows of A, each contiguous along the depth, beginning anywhere. */
  static void rows8(
      MemorySegment a,
      long a0,
      long a1,
      long a2,
      long a3,
      long a4,
      long a5,
      long a6,
      long a7,
      MemorySegment b,
      long b0,
      int depth,
      MemorySegment c,
      long c0,
      long cStride) {
    FloatVector l0 = FloatVector.zero(LANES);
    FloatVector r0 = FloatVector.zero(LANES);
    FloatVector l1 = FloatVector.zero(LANES);
    FloatVector r1 = FloatVector.zero(LANES);
    FloatVector l2 = FloatVector.zero(LANES);
    FloatVector r2 = FloatVector.zero(LANES);
    FloatVector l3 = FloatVector.zero(LANES);
    FloatVector r3 = FloatVector.zero(LANES);
    FloatVector l4 = FloatVector.zero(LANES);
    FloatVector r4 = FloatVector.zero(LANES);
    FloatVector l5 = FloatVector.zero(LANES);
    FloatVector r5 = FloatVector.zero(LANES);
    FloatVector l6 = FloatVector.zero(LANES);
    FloatVector r6 = FloatVector.zero(LANES);
    FloatVector l7 = FloatVector.zero(LANES);
    FloatVector r7 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      long bk = b0 + 2 * VECTOR * k;
      FloatVector left = FloatVector.fromMemorySegment(LANES, b, bk, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(LANES, b, bk + VECTOR, ORDER);
      FloatVector x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + 4L * k));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a1 + 4L * k));
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a2 + 4L * k));
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a3 + 4L * k));
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a4 + 4L * k));
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a5 + 4L * k));
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a6 + 4L * k));
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a7 + 4L * k));
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
    }
    l0.intoMemorySegment(c, c0, ORDER);
    r0.intoMemorySegment(c, c0 + VECTOR, ORDER);
    l1.intoMemorySegment(c, c0 + cStride, ORDER);
    r1.intoMemorySegment(c, c0 + cStride + VECTOR, ORDER);
    l2.intoMemorySegment(c, c0 + 2 * cStride, ORDER);
    r2.intoMemorySegment(c, c0 + 2 * cStride + VECTOR, ORDER);
    l3.intoMemorySegment(c, c0 + 3 * cStride, ORDER);
    r3.intoMemorySegment(c, c0 + 3 * cStride + VECTOR, ORDER);
    l4.intoMemorySegment(c, c0 + 4 * cStride, ORDER);
    r4.intoMemorySegment(c, c0 + 4 * cStride + VECTOR, ORDER);
    l5.intoMemorySegment(c, c0 + 5 * cStride, ORDER);
    r5.intoMemorySegment(c, c0 + 5 * cStride + VECTOR, ORDER);
    l6.intoMemorySegment(c, c0 + 6 * cStride, ORDER);
    r6.intoMemorySegment(c, c0 + 6 * cStride + VECTOR, ORDER);
    l7.intoMemorySegment(c, c0 + 7 * cStride, ORDER);
    r7.intoMemorySegment(c, c0 + 7 * cStride + VECTOR, ORDER);
  }

  /** Four rows of A, each contiguous along the depth, beginning anywhere. */
  static void rows4(
      MemorySegment a,
      long a0,
      long a1,
      long a2,
      long a3,
      MemorySegment b,
      long b0,
      int depth,
      MemorySegment c,
      long c0,
      long cStride) {
    FloatVector l0 = FloatVector.zero(LANES);
    FloatVector r0 = FloatVector.zero(LANES);
    FloatVector l1 = FloatVector.zero(LANES);
    FloatVector r1 = FloatVector.zero(LANES);
    FloatVector l2 = FloatVector.zero(LANES);
    FloatVector r2 = FloatVector.zero(LANES);
    FloatVector l3 = FloatVector.zero(LANES);
    FloatVector r3 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      long bk = b0 + 2 * VECTOR * k;
      FloatVector left = FloatVector.fromMemorySegment(LANES, b, bk, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(LANES, b, bk + VECTOR, ORDER);
      FloatVector x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + 4L * k));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a1 + 4L * k));
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a2 + 4L * k));
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a3 + 4L * k));
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
    }
    l0.intoMemorySegment(c, c0, ORDER);
    r0.intoMemorySegment(c, c0 + VECTOR, ORDER);
    l1.intoMemorySegment(c, c0 + cStride, ORDER);
    r1.intoMemorySegment(c, c0 + cStride + VECTOR, ORDER);
    l2.intoMemorySegment(c, c0 + 2 * cStride, ORDER);
    r2.intoMemorySegment(c, c0 + 2 * cStride + VECTOR, ORDER);
    l3.intoMemorySegment(c, c0 + 3 * cStride, ORDER);
    r3.intoMemorySegment(c, c0 + 3 * cStride + VECTOR, ORDER);
  }

  /** Eight rows of A from a panel that holds its columns one after the other. */
  static void columns8(
      MemorySegment a,
      long a0,
      MemorySegment b,
      long b0,
      int depth,
      MemorySegment c,
      long c0,
      long cStride) {
    FloatVector l0 = FloatVector.zero(LANES);
    FloatVector r0 = FloatVector.zero(LANES);
    FloatVector l1 = FloatVector.zero(LANES);
    FloatVector r1 = FloatVector.zero(LANES);
    FloatVector l2 = FloatVector.zero(LANES);
    FloatVector r2 = FloatVector.zero(LANES);
    FloatVector l3 = FloatVector.zero(LANES);
    FloatVector r3 = FloatVector.zero(LANES);
    FloatVector l4 = FloatVector.zero(LANES);
    FloatVector r4 = FloatVector.zero(LANES);
    FloatVector l5 = FloatVector.zero(LANES);
    FloatVector r5 = FloatVector.zero(LANES);
    FloatVector l6 = FloatVector.zero(LANES);
    FloatVector r6 = FloatVector.zero(LANES);
    FloatVector l7 = FloatVector.zero(LANES);
    FloatVector r7 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      long bk = b0 + 2 * VECTOR * k;
      FloatVector left = FloatVector.fromMemorySegment(LANES, b, bk, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(LANES, b, bk + VECTOR, ORDER);
      FloatVector x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 4));
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 8));
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 12));
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 16));
      l4 = x.fma(left, l4);
      r4 = x.fma(right, r4);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 20));
      l5 = x.fma(left, l5);
      r5 = x.fma(right, r5);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 24));
      l6 = x.fma(left, l6);
      r6 = x.fma(right, r6);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 28));
      l7 = x.fma(left, l7);
      r7 = x.fma(right, r7);
    }
    l0.intoMemorySegment(c, c0, ORDER);
    r0.intoMemorySegment(c, c0 + VECTOR, ORDER);
    l1.intoMemorySegment(c, c0 + cStride, ORDER);
    r1.intoMemorySegment(c, c0 + cStride + VECTOR, ORDER);
    l2.intoMemorySegment(c, c0 + 2 * cStride, ORDER);
    r2.intoMemorySegment(c, c0 + 2 * cStride + VECTOR, ORDER);
    l3.intoMemorySegment(c, c0 + 3 * cStride, ORDER);
    r3.intoMemorySegment(c, c0 + 3 * cStride + VECTOR, ORDER);
    l4.intoMemorySegment(c, c0 + 4 * cStride, ORDER);
    r4.intoMemorySegment(c, c0 + 4 * cStride + VECTOR, ORDER);
    l5.intoMemorySegment(c, c0 + 5 * cStride, ORDER);
    r5.intoMemorySegment(c, c0 + 5 * cStride + VECTOR, ORDER);
    l6.intoMemorySegment(c, c0 + 6 * cStride, ORDER);
    r6.intoMemorySegment(c, c0 + 6 * cStride + VECTOR, ORDER);
    l7.intoMemorySegment(c, c0 + 7 * cStride, ORDER);
    r7.intoMemorySegment(c, c0 + 7 * cStride + VECTOR, ORDER);
  }

  /** Four rows of A from a panel of eight-element columns. */
  static void columns4(
      MemorySegment a,
      long a0,
      MemorySegment b,
      long b0,
      int depth,
      MemorySegment c,
      long c0,
      long cStride) {
    FloatVector l0 = FloatVector.zero(LANES);
    FloatVector r0 = FloatVector.zero(LANES);
    FloatVector l1 = FloatVector.zero(LANES);
    FloatVector r1 = FloatVector.zero(LANES);
    FloatVector l2 = FloatVector.zero(LANES);
    FloatVector r2 = FloatVector.zero(LANES);
    FloatVector l3 = FloatVector.zero(LANES);
    FloatVector r3 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      long bk = b0 + 2 * VECTOR * k;
      FloatVector left = FloatVector.fromMemorySegment(LANES, b, bk, ORDER);
      FloatVector right = FloatVector.fromMemorySegment(LANES, b, bk + VECTOR, ORDER);
      FloatVector x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k));
      l0 = x.fma(left, l0);
      r0 = x.fma(right, r0);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 4));
      l1 = x.fma(left, l1);
      r1 = x.fma(right, r1);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 8));
      l2 = x.fma(left, l2);
      r2 = x.fma(right, r2);
      x = FloatVector.broadcast(LANES, a.get(FLOAT, a0 + COLUMN * k + 12));
      l3 = x.fma(left, l3);
      r3 = x.fma(right, r3);
    }
    l0.intoMemorySegment(c, c0, ORDER);
    r0.intoMemorySegment(c, c0 + VECTOR, ORDER);
    l1.intoMemorySegment(c, c0 + cStride, ORDER);
    r1.intoMemorySegment(c, c0 + cStride + VECTOR, ORDER);
    l2.intoMemorySegment(c, c0 + 2 * cStride, ORDER);
    r2.intoMemorySegment(c, c0 + 2 * cStride + VECTOR, ORDER);
    l3.intoMemorySegment(c, c0 + 3 * cStride, ORDER);
    r3.intoMemorySegment(c, c0 + 3 * cStride + VECTOR, ORDER);
  }
}
