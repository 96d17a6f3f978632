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
      float repeated = element(right, rightOffset);
      if (leftRepeats) {
        both(element(left, leftOffset), repeated, output, outputOffset, length);
      } else {
        rightRepeated(left, leftOffset, repeated, output, outputOffset, length);
      }
    } else if (leftRepeats) {
      leftRepeated(element(left, leftOffset), right, rightOffset, output, outputOffset, length);
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
          .apply(
              FloatVector.fromMemorySegment(LANES, left, (leftOffset + i) * Float.BYTES, ORDER),
              FloatVector.fromMemorySegment(LANES, right, (rightOffset + i) * Float.BYTES, ORDER))
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER);
    }
    if (i < length) {
      rest(left, leftOffset + i, right, rightOffset + i, output, outputOffset + i, length - i);
    }
  }

  /**
   * Rests are methods of their own: C2 stops inlining where there are too many nodes, and inlines
   * no call that it has hardly ever seen made, and so would box the vectors of the whole loop.
   */
  private static void rest(
      MemorySegment left,
      long leftOffset,
      MemorySegment right,
      long rightOffset,
      MemorySegment output,
      long outputOffset,
      long length) {
    VectorMask<Float> rest = LANES.indexInRange(0, length);
    FUNCTION
        .apply(
            FloatVector.fromMemorySegment(LANES, left, leftOffset * Float.BYTES, ORDER, rest),
            FloatVector.fromMemorySegment(LANES, right, rightOffset * Float.BYTES, ORDER, rest))
        .intoMemorySegment(output, outputOffset * Float.BYTES, ORDER, rest);
  }

  private static void rightRepeated(
      MemorySegment left,
      long leftOffset,
      float right,
      MemorySegment output,
      long outputOffset,
      long length) {
    FloatVector repeated = FloatVector.broadcast(LANES, right);
    long i = 0;
    for (; i <= length - LANES.length(); i += LANES.length()) {
      FUNCTION
          .apply(
              FloatVector.fromMemorySegment(LANES, left, (leftOffset + i) * Float.BYTES, ORDER),
              repeated)
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER);
    }
    if (i < length) {
      rightRepeatedRest(left, leftOffset + i, right, output, outputOffset + i, length - i);
    }
  }

  private static void rightRepeatedRest(
      MemorySegment left,
      long leftOffset,
      float right,
      MemorySegment output,
      long outputOffset,
      long length) {
    VectorMask<Float> rest = LANES.indexInRange(0, length);
    FUNCTION
        .apply(
            FloatVector.fromMemorySegment(LANES, left, leftOffset * Float.BYTES, ORDER, rest),
            FloatVector.broadcast(LANES, right))
        .intoMemorySegment(output, outputOffset * Float.BYTES, ORDER, rest);
  }

  private static void leftRepeated(
      float left,
      MemorySegment right,
      long rightOffset,
      MemorySegment output,
      long outputOffset,
      long length) {
    FloatVector repeated = FloatVector.broadcast(LANES, left);
    long i = 0;
    for (; i <= length - LANES.length(); i += LANES.length()) {
      FUNCTION
          .apply(
              repeated,
              FloatVector.fromMemorySegment(LANES, right, (rightOffset + i) * Float.BYTES, ORDER))
          .intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER);
    }
    if (i < length) {
      leftRepeatedRest(left, right, rightOffset + i, output, outputOffset + i, length - i);
    }
  }

  private static void leftRepeatedRest(
      float left,
      MemorySegment right,
      long rightOffset,
      MemorySegment output,
      long outputOffset,
      long length) {
    VectorMask<Float> rest = LANES.indexInRange(0, length);
    FUNCTION
        .apply(
            FloatVector.broadcast(LANES, left),
            FloatVector.fromMemorySegment(LANES, right, rightOffset * Float.BYTES, ORDER, rest))
        .intoMemorySegment(output, outputOffset * Float.BYTES, ORDER, rest);
  }

  private static void both(
      float left, float right, MemorySegment output, long offset, long length) {
    FloatVector result =
        FUNCTION.apply(FloatVector.broadcast(LANES, left), FloatVector.broadcast(LANES, right));
    for (long i = 0; i < length; i += LANES.length()) {
      result.intoMemorySegment(
          output, (offset + i) * Float.BYTES, ORDER, LANES.indexInRange(i, length));
    }
  }

  // Repeated elements travel as floats: a vector handed to a method that is not inlined is an
  // object.
  private static float element(MemorySegment segment, long offset) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, offset);
  }
}
