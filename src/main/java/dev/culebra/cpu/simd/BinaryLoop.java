package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The loop of {@link BinarySimd}; used only through {@link Specialized} copies. */
final class BinaryLoop implements BinarySimd.Loop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final BinarySimd.Function FUNCTION =
      Specialized.function(MethodHandles.lookup(), BinarySimd.Function.class);

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
    if (rightRepeats) {
      FloatVector repeated = broadcast(right, rightOffset);
      if (leftRepeats) {
        both(broadcast(left, leftOffset), repeated, output, outputOffset, length);
      } else {
        rightRepeated(left, leftOffset, repeated, output, outputOffset, length);
      }
    } else if (leftRepeats) {
      leftRepeated(broadcast(left, leftOffset), right, rightOffset, output, outputOffset, length);
    } else {
      contiguous(left, leftOffset, right, rightOffset, output, outputOffset, length);
    }
  }

  private static void contiguous(
      MemorySegment left,
      long leftOffset,
      MemorySegment right,
      long rightOffset,
      MemorySegment output,
      long outputOffset,
      long length) {
    long i = 0;
    for (; i <= length - LANES.length(); i += LANES.length()) {
      FUNCTION
          .apply(load(left, leftOffset + i), load(right, rightOffset + i))
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER);
    }
    if (i < length) {
      VectorMask<Float> rest = LANES.indexInRange(i, length);
      FUNCTION
          .apply(load(left, leftOffset + i, rest), load(right, rightOffset + i, rest))
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER, rest);
    }
  }

  private static void rightRepeated(
      MemorySegment left,
      long leftOffset,
      FloatVector right,
      MemorySegment output,
      long outputOffset,
      long length) {
    long i = 0;
    for (; i <= length - LANES.length(); i += LANES.length()) {
      FUNCTION
          .apply(load(left, leftOffset + i), right)
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER);
    }
    if (i < length) {
      VectorMask<Float> rest = LANES.indexInRange(i, length);
      FUNCTION
          .apply(load(left, leftOffset + i, rest), right)
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER, rest);
    }
  }

  private static void leftRepeated(
      FloatVector left,
      MemorySegment right,
      long rightOffset,
      MemorySegment output,
      long outputOffset,
      long length) {
    long i = 0;
    for (; i <= length - LANES.length(); i += LANES.length()) {
      FUNCTION
          .apply(left, load(right, rightOffset + i))
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER);
    }
    if (i < length) {
      VectorMask<Float> rest = LANES.indexInRange(i, length);
      FUNCTION
          .apply(left, load(right, rightOffset + i, rest))
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER, rest);
    }
  }

  private static void both(
      FloatVector left, FloatVector right, MemorySegment output, long offset, long length) {
    FloatVector result = FUNCTION.apply(left, right);
    for (long i = 0; i < length; i += LANES.length()) {
      result.intoMemorySegment(
          output, (offset + i) * Float.BYTES, ORDER, LANES.indexInRange(i, length));
    }
  }

  private static FloatVector broadcast(MemorySegment segment, long offset) {
    return FloatVector.broadcast(LANES, segment.getAtIndex(ValueLayout.JAVA_FLOAT, offset));
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(LANES, segment, offset * Float.BYTES, ORDER);
  }

  private static FloatVector load(MemorySegment segment, long offset, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(LANES, segment, offset * Float.BYTES, ORDER, mask);
  }
}
