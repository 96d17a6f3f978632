package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The loop of {@link TernarySimd}; used only through {@link Specialized} copies. */
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
    if (thirdRepeats) {
      FloatVector repeated = Vectors.all(third.getAtIndex(ValueLayout.JAVA_FLOAT, thirdOffset));
      repeated(first, second, repeated, output, offset, length);
    } else {
      contiguous(first, second, third, thirdOffset - offset, output, offset, length);
    }
  }

  private static void contiguous(
      MemorySegment first,
      MemorySegment second,
      MemorySegment third,
      long shift,
      MemorySegment output,
      long offset,
      long length) {
    long end = offset + length;
    long i = offset;
    for (; i <= end - Vectors.LANES.length(); i += Vectors.LANES.length()) {
      FloatVector operand = Vectors.load(third, i + shift, null);
      apply(first, second, operand, output, i, null);
    }
    if (i < end) {
      VectorMask<Float> rest = Vectors.LANES.indexInRange(i, end);
      apply(first, second, Vectors.load(third, i + shift, rest), output, i, rest);
    }
  }

  private static void repeated(
      MemorySegment first,
      MemorySegment second,
      FloatVector third,
      MemorySegment output,
      long offset,
      long length) {
    long end = offset + length;
    long i = offset;
    for (; i <= end - Vectors.LANES.length(); i += Vectors.LANES.length()) {
      apply(first, second, third, output, i, null);
    }
    if (i < end) {
      apply(first, second, third, output, i, Vectors.LANES.indexInRange(i, end));
    }
  }

  private static void apply(
      MemorySegment first,
      MemorySegment second,
      FloatVector third,
      MemorySegment output,
      long i,
      VectorMask<Float> mask) {
    FloatVector a = Vectors.load(first, i, mask);
    FloatVector b = Vectors.load(second, i, mask);
    Vectors.store(FUNCTION.apply(a, b, third), output, i, mask);
  }
}
