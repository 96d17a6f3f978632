package dev.culebra.cpu.simd;

import dev.culebra.math.Normal;
import dev.culebra.math.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Fills a segment with the draws of {@link Philox} and {@link Normal}. Short passes over a piece
 * that stays in the first-level cache, each in place: words, then radii, then normals. (One large
 * loop is a lottery of the JIT.)
 */
final class RandomFill {
  /** Elements of one piece: 8 KiB, a multiple of every group. */
  private static final long PIECE = 2048;

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int HALF = Lanes.F32.length();
  private static final IntVector LOW = indices(0);
  private static final IntVector HIGH = indices(HALF / 2);

  private RandomFill() {}

  /** Turns words of whole groups into numbers, in place. */
  private interface Finish {
    void apply(MemorySegment out, long begin, long end);
  }

  /** One element, for the ragged ends. */
  private interface Single {
    float draw(long seed, int step, int stream, long element);
  }

  /**
   * Standard normal numbers.
   *
   * @param out f32; element {@code begin} is draw {@code first + begin}, and so on to {@code end} -
   *     1
   */
  static void normal(
      MemorySegment out, long first, long begin, long end, long seed, int step, int stream) {
    fill(out, first, begin, end, seed, step, stream, RandomFill::normals, Normal::draw);
  }

  /** Uniform numbers in (0, 1); arguments as for {@link #normal}. */
  static void uniform(
      MemorySegment out, long first, long begin, long end, long seed, int step, int stream) {
    fill(out, first, begin, end, seed, step, stream, RandomFill::uniforms, Philox::uniform);
  }

  private static void fill(
      MemorySegment out,
      long first,
      long begin,
      long end,
      long seed,
      int step,
      int stream,
      Finish finish,
      Single single) {
    long i = begin;
    for (; i < end && (first + i & 3) != 0; i++) {
      out.setAtIndex(ValueLayout.JAVA_FLOAT, i, single.draw(seed, step, stream, first + i));
    }
    long whole = i + (end - i) / PhiloxWords.GROUP * PhiloxWords.GROUP;
    while (i < whole) {
      long stop = Math.min(whole, i + PIECE);
      PhiloxWords.fill(out, i, stop, first + i >> 2, seed, step, stream);
      finish.apply(out, i, stop);
      i = stop;
    }
    for (; i < end; i++) {
      out.setAtIndex(ValueLayout.JAVA_FLOAT, i, single.draw(seed, step, stream, first + i));
    }
  }

  private static void normals(MemorySegment out, long begin, long end) {
    radii(out, begin, end);
    pairs(out, begin, end);
  }

  /** The first words of each group become radii. */
  private static void radii(MemorySegment out, long begin, long end) {
    for (long i = begin; i < end; i += PhiloxWords.GROUP) {
      IntVector word = words(out, i).lanewise(VectorOperators.LSHR, 1);
      FloatVector u = toFloat(word).fma(0x1p-31f, 0x1p-32f);
      VectorLog.ofNormal(u).mul(-2f).sqrt().intoMemorySegment(out, i * Float.BYTES, ORDER);
    }
  }

  /** Radii and the words of directions become interleaved normals. */
  private static void pairs(MemorySegment out, long begin, long end) {
    for (long i = begin; i < end; i += PhiloxWords.GROUP) {
      FloatVector radius = FloatVector.fromMemorySegment(Lanes.F32, out, i * Float.BYTES, ORDER);
      IntVector word = words(out, i + HALF);
      IntVector angle = word.lanewise(VectorOperators.LSHL, 2).lanewise(VectorOperators.ASHR, 2);
      FloatVector a = toFloat(angle).mul(Normal.ANGLE);
      FloatVector sine = VectorSinCos.sine(a).mul(radius);
      FloatVector cosine =
          VectorSinCos.cosine(a)
              .reinterpretAsInts()
              .lanewise(VectorOperators.XOR, word.and(0x80000000))
              .reinterpretAsFloats()
              .mul(radius);
      var swap =
          word.lanewise(VectorOperators.LSHL, 1).compare(VectorOperators.LT, 0).cast(Lanes.F32);
      FloatVector even = cosine.blend(sine, swap);
      FloatVector odd = sine.blend(cosine, swap);
      interleave(LOW, even, odd, out, i);
      interleave(HIGH, even, odd, out, i + HALF);
    }
  }

  private static void uniforms(MemorySegment out, long begin, long end) {
    for (long i = begin; i < end; i += PhiloxWords.GROUP) {
      FloatVector even = uniform(words(out, i));
      FloatVector odd = uniform(words(out, i + HALF));
      interleave(LOW, even, odd, out, i);
      interleave(HIGH, even, odd, out, i + HALF);
    }
  }

  private static FloatVector uniform(IntVector words) {
    return toFloat(words.lanewise(VectorOperators.LSHR, 9)).fma(0x1p-23f, 0x1p-24f);
  }

  /**
   * Stores half of two interleaved vectors. Not both halves: the JIT inlines no callee that it has
   * compiled into more than 2,500 bytes, and both had nearly as many.
   */
  private static void interleave(
      IntVector lanes, FloatVector even, FloatVector odd, MemorySegment out, long place) {
    lanes
        .selectFrom(even.reinterpretAsInts(), odd.reinterpretAsInts())
        .intoMemorySegment(out, place * Float.BYTES, ORDER);
  }

  /** Indices that interleave two vectors, starting at lane {@code start} of each. */
  private static IntVector indices(int start) {
    int[] lanes = new int[HALF];
    for (int lane = 0; lane < HALF; lane++) {
      lanes[lane] = start + lane / 2 + lane % 2 * HALF;
    }
    return IntVector.fromArray(Lanes.I32, lanes, 0);
  }

  private static IntVector words(MemorySegment out, long place) {
    return IntVector.fromMemorySegment(Lanes.I32, out, place * Integer.BYTES, ORDER);
  }

  private static FloatVector toFloat(IntVector value) {
    return (FloatVector) value.convert(VectorOperators.I2F, 0);
  }
}
