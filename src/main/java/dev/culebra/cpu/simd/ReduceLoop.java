package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link ReduceSimd}; used only through {@link Specialized} copies. */
final class ReduceLoop implements ReduceSimd.Loop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = LANES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ReduceSimd.Function FUNCTION =
      Specialized.function(MethodHandles.lookup(), ReduceSimd.Function.class);

  // Each part of a row is a method of its own that returns a float: C2 stops inlining in a method
  // with too many nodes, and a vector handed to a method that is not inlined is an object.
  @Override
  public void row(
      MemorySegment input, long inputOffset, long length, MemorySegment output, long place) {
    long whole = length - length % LENGTH;
    long chained = length - length % (4L * LENGTH);
    float total = chained > 0 ? chains(input, inputOffset, chained) : FUNCTION.identity();
    if (chained < whole) {
      total = join(total, vectors(input, inputOffset + chained, whole - chained));
    }
    if (whole < length) {
      total = join(total, remainder(input, inputOffset + whole, length - whole));
    }
    output.setAtIndex(ValueLayout.JAVA_FLOAT, place, total);
  }

  /** Four chains hide the latency of the combining instruction. */
  private static float chains(MemorySegment input, long offset, long length) {
    FloatVector first = identity();
    FloatVector second = first;
    FloatVector third = first;
    FloatVector fourth = first;
    for (long i = 0; i < length; i += 4L * LENGTH) {
      first = combine(first, load(input, offset + i));
      second = combine(second, load(input, offset + i + LENGTH));
      third = combine(third, load(input, offset + i + 2L * LENGTH));
      fourth = combine(fourth, load(input, offset + i + 3L * LENGTH));
    }
    return fold(combine(combine(first, second), combine(third, fourth)));
  }

  private static float vectors(MemorySegment input, long offset, long length) {
    FloatVector total = FloatVector.fromMemorySegment(LANES, input, offset * Float.BYTES, ORDER);
    for (long i = LENGTH; i < length; i += LENGTH) {
      FloatVector next =
          FloatVector.fromMemorySegment(LANES, input, (offset + i) * Float.BYTES, ORDER);
      total = FUNCTION.combine().apply(total, next);
    }
    return fold(total);
  }

  private static float remainder(MemorySegment input, long offset, long length) {
    VectorMask<Float> rest = LANES.indexInRange(0, length);
    FloatVector tail =
        FloatVector.fromMemorySegment(LANES, input, offset * Float.BYTES, ORDER, rest);
    return fold(FloatVector.broadcast(LANES, FUNCTION.identity()).blend(tail, rest));
  }

  private static float join(float left, float right) {
    return FUNCTION
        .combine()
        .apply(FloatVector.broadcast(LANES, left), FloatVector.broadcast(LANES, right))
        .lane(0);
  }

  @Override
  public void columns(
      MemorySegment input,
      long inputOffset,
      long stride,
      long depth,
      MemorySegment output,
      long outputOffset,
      long width) {
    long i = 0;
    for (; i <= width - 4L * LENGTH; i += 4L * LENGTH) {
      FloatVector first = identity();
      FloatVector second = first;
      FloatVector third = first;
      FloatVector fourth = first;
      long at = inputOffset + i;
      for (long row = 0; row < depth; row++, at += stride) {
        first = combine(first, load(input, at));
        second = combine(second, load(input, at + LENGTH));
        third = combine(third, load(input, at + 2L * LENGTH));
        fourth = combine(fourth, load(input, at + 3L * LENGTH));
      }
      store(first, output, outputOffset + i);
      store(second, output, outputOffset + i + LENGTH);
      store(third, output, outputOffset + i + 2L * LENGTH);
      store(fourth, output, outputOffset + i + 3L * LENGTH);
    }
    for (; i < width; i += LENGTH) {
      VectorMask<Float> lanes = LANES.indexInRange(i, width);
      FloatVector total = identity();
      long at = inputOffset + i;
      for (long row = 0; row < depth; row++, at += stride) {
        total =
            combine(
                total, FloatVector.fromMemorySegment(LANES, input, at * Float.BYTES, ORDER, lanes));
      }
      total.intoMemorySegment(output, (outputOffset + i) * Float.BYTES, ORDER, lanes);
    }
  }

  // As Vectors.fold, but not shared with other loops: a method that C2 has compiled by itself may
  // not be inlined any more, and then the vector handed to it is an object.
  private static float fold(FloatVector total) {
    FloatVector folded = combine(total, total.rearrange(Vectors.HALF));
    if (LENGTH >= 4) {
      folded = combine(folded, folded.rearrange(Vectors.QUARTER));
    }
    if (LENGTH >= 8) {
      folded = combine(folded, folded.rearrange(Vectors.EIGHTH));
    }
    if (LENGTH >= 16) {
      folded = combine(folded, folded.rearrange(Vectors.SIXTEENTH));
    }
    return folded.lane(0);
  }

  private static FloatVector identity() {
    return FloatVector.broadcast(LANES, FUNCTION.identity());
  }

  private static FloatVector combine(FloatVector left, FloatVector right) {
    return FUNCTION.combine().apply(left, right);
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(LANES, segment, offset * Float.BYTES, ORDER);
  }

  private static void store(FloatVector value, MemorySegment segment, long offset) {
    value.intoMemorySegment(segment, offset * Float.BYTES, ORDER);
  }
}
