package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The loop of {@link TernarySimd}; used only through {@link Specialized} copies. Whole vectors and
 * the rest are methods of their own that get and return floats: C2 stops inlining in a method with
 * too many nodes, and a vector handed to a method that is not inlined is an object.
 */
final class TernaryLoop implements TernarySimd.Loop {
  private static final TernarySimd.Function FUNCTION =
      Specialized.function(MethodHandles.lookup(), TernarySimd.Function.class);

  @Override
  public void run(
      MemorySegment first,
      MemorySegment second,
      MemorySegment third,
      long thirdOffset,
      boolean thirdRepeats,
      MemorySegment output,
      long offset,
      long length) {
    long end = offset + length;
    long whole = end - length % Vectors.LANES.length();
    long shift = thirdOffset - offset;
    if (thirdRepeats) {
      float repeated = third.getAtIndex(ValueLayout.JAVA_FLOAT, thirdOffset);
      repeated(first, second, repeated, output, offset, whole);
      if (whole < end) {
        repeatedRest(first, second, repeated, output, whole, end);
      }
    } else {
      contiguous(first, second, third, shift, output, offset, whole);
      if (whole < end) {
        contiguousRest(first, second, third, shift, output, whole, end);
      }
    }
  }

  private static void contiguous(
      MemorySegment first,
      MemorySegment second,
      MemorySegment third,
      long shift,
      MemorySegment output,
      long begin,
      long end) {
    for (long i = begin; i < end; i += Vectors.LANES.length()) {
      FloatVector a = Vectors.load(first, i, null);
      FloatVector b = Vectors.load(second, i, null);
      FloatVector c = Vectors.load(third, i + shift, null);
      Vectors.store(FUNCTION.apply(a, b, c), output, i, null);
    }
  }

  private static void contiguousRest(
      MemorySegment first,
      MemorySegment second,
      MemorySegment third,
      long shift,
      MemorySegment output,
      long begin,
      long end) {
    VectorMask<Float> rest = Vectors.LANES.indexInRange(begin, end);
    FloatVector a = Vectors.load(first, begin, rest);
    FloatVector b = Vectors.load(second, begin, rest);
    FloatVector c = Vectors.load(third, begin + shift, rest);
    Vectors.store(FUNCTION.apply(a, b, c), output, begin, rest);
  }

  private static void repeated(
      MemorySegment first,
      MemorySegment second,
      float third,
      MemorySegment output,
      long begin,
      long end) {
    FloatVector c = Vectors.all(third);
    for (long i = begin; i < end; i += Vectors.LANES.length()) {
      FloatVector a = Vectors.load(first, i, null);
      FloatVector b = Vectors.load(second, i, null);
      Vectors.store(FUNCTION.apply(a, b, c), output, i, null);
    }
  }

  private static void repeatedRest(
      MemorySegment first,
      MemorySegment second,
      float third,
      MemorySegment output,
      long begin,
      long end) {
    VectorMask<Float> rest = Vectors.LANES.indexInRange(begin, end);
    FloatVector a = Vectors.load(first, begin, rest);
    FloatVector b = Vectors.load(second, begin, rest);
    Vectors.store(FUNCTION.apply(a, b, Vectors.all(third)), output, begin, rest);
  }
}
