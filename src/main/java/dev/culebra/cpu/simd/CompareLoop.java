package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The loop of comparisons, whose output is one byte of 0 or 1 per element; used only through {@link
 * Specialized} copies.
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
    for (long i = 0; i < length; i += LENGTH) {
      VectorMask<Float> lanes = i <= length - LENGTH ? null : Vectors.LANES.indexInRange(i, length);
      FloatVector first = load(left, leftOffset, leftRepeats, i, lanes);
      FloatVector second = load(right, rightOffset, rightRepeats, i, lanes);
      long bits = first.compare(COMPARISON, second).toLong();
      if (lanes == null) {
        MaskBytes.store(bits, output, outputOffset + i, LENGTH);
      } else {
        for (int lane = 0; lane < length - i; lane++) {
          output.set(ValueLayout.JAVA_BYTE, outputOffset + i + lane, (byte) (bits >>> lane & 1));
        }
      }
    }
  }

  private static FloatVector load(
      MemorySegment segment, long offset, boolean repeats, long i, VectorMask<Float> lanes) {
    return repeats
        ? Vectors.all(segment.getAtIndex(ValueLayout.JAVA_FLOAT, offset))
        : Vectors.load(segment, offset + i, lanes);
  }
}
