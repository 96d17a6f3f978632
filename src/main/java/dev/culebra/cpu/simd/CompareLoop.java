package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The loop of the six comparisons, whose output is one byte of 0 or 1 per element; used only
 * through {@link Specialized} copies.
 */
final class CompareLoop implements BinarySimd.Loop {
  private static final VectorOperators.Comparison COMPARISON =
      Specialized.function(MethodHandles.lookup(), VectorOperators.Comparison.class);
  private static final int LENGTH = Vectors.LANES.length();

  @Override
  public void run(
      MemorySegment left,
      long leftOffset,
      boolean leftRepeats,
      MemorySegment right,
      long rightOffset,
      boolean rightRepeats,
      MemorySegment output,
      long outputOffset,
      long length) {
    long whole = length - length % LENGTH;
    for (long i = 0; i < whole; i += LENGTH) {
      FloatVector first =
          leftRepeats ? repeated(left, leftOffset) : Vectors.load(left, leftOffset + i);
      FloatVector second =
          rightRepeats ? repeated(right, rightOffset) : Vectors.load(right, rightOffset + i);
      MaskBytes.store(first.compare(COMPARISON, second).toLong(), output, outputOffset + i, LENGTH);
    }
    for (long i = whole; i < length; i++) {
      float first = element(left, leftRepeats ? leftOffset : leftOffset + i);
      float second = element(right, rightRepeats ? rightOffset : rightOffset + i);
      output.set(ValueLayout.JAVA_BYTE, outputOffset + i, (byte) (holds(first, second) ? 1 : 0));
    }
  }

  /** The comparison is a constant, so one of the branches remains. */
  private static boolean holds(float first, float second) {
    if (COMPARISON == VectorOperators.EQ) {
      return first == second;
    }
    if (COMPARISON == VectorOperators.NE) {
      return first != second;
    }
    if (COMPARISON == VectorOperators.GT) {
      return first > second;
    }
    if (COMPARISON == VectorOperators.GE) {
      return first >= second;
    }
    return COMPARISON == VectorOperators.LT ? first < second : first <= second;
  }

  private static FloatVector repeated(MemorySegment segment, long offset) {
    return Vectors.all(element(segment, offset));
  }

  private static float element(MemorySegment segment, long offset) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, offset);
  }
}
