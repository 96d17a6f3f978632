package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loop of {@link TernarySimd}; used only through {@link Specialized} copies. Whole vectors and
 * the rest are methods of their own that get and return floats: C2 stops inlining in a method with
 * too many nodes, and a vector handed to a method that is not inlined is an object.
 */
final class TernaryLoop implements TernarySimd.Loop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
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
    long whole = end - length % LANES.length();
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
    for (long i = begin; i < end; i += LANES.length()) {
      FloatVector a = FloatVector.fromMemorySegment(LANES, first, i * Float.BYTES, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(LANES, second, i * Float.BYTES, ORDER);
      FloatVector c = FloatVector.fromMemorySegment(LANES, third, (i + shift) * Float.BYTES, ORDER);
      FUNCTION.apply(a, b, c).intoMemorySegment(output, i * Float.BYTES, ORDER);
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
    VectorMask<Float> rest = LANES.indexInRange(begin, end);
    FloatVector a = FloatVector.fromMemorySegment(LANES, first, begin * Float.BYTES, ORDER, rest);
    FloatVector b = FloatVector.fromMemorySegment(LANES, second, begin * Float.BYTES, ORDER, rest);
    FloatVector c =
        FloatVector.fromMemorySegment(LANES, third, (begin + shift) * Float.BYTES, ORDER, rest);
    FUNCTION.apply(a, b, c).intoMemorySegment(output, begin * Float.BYTES, ORDER, rest);
  }

  private static void repeated(
      MemorySegment first,
      MemorySegment second,
      float third,
      MemorySegment output,
      long begin,
      long end) {
    FloatVector c = FloatVector.broadcast(LANES, third);
    for (long i = begin; i < end; i += LANES.length()) {
      FloatVector a = FloatVector.fromMemorySegment(LANES, first, i * Float.BYTES, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(LANES, second, i * Float.BYTES, ORDER);
      FUNCTION.apply(a, b, c).intoMemorySegment(output, i * Float.BYTES, ORDER);
    }
  }

  private static void repeatedRest(
      MemorySegment first,
      MemorySegment second,
      float third,
      MemorySegment output,
      long begin,
      long end) {
    VectorMask<Float> rest = LANES.indexInRange(begin, end);
    FloatVector a = FloatVector.fromMemorySegment(LANES, first, begin * Float.BYTES, ORDER, rest);
    FloatVector b = FloatVector.fromMemorySegment(LANES, second, begin * Float.BYTES, ORDER, rest);
    FUNCTION
        .apply(a, b, FloatVector.broadcast(LANES, third))
        .intoMemorySegment(output, begin * Float.BYTES, ORDER, rest);
  }
}
