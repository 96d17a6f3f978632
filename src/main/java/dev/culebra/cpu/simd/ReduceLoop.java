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

  @Override
  public void row(
      MemorySegment input, long inputOffset, long length, MemorySegment output, long place) {
    FloatVector total = identity();
    long i = 0;
    if (length >= 4L * LENGTH) {
      // Four chains hide the latency of the combining instruction.
      FloatVector second = total;
      FloatVector third = total;
      FloatVector fourth = total;
      for (; i <= length - 4L * LENGTH; i += 4L * LENGTH) {
        total = combine(total, load(input, inputOffset + i));
        second = combine(second, load(input, inputOffset + i + LENGTH));
        third = combine(third, load(input, inputOffset + i + 2L * LENGTH));
        fourth = combine(fourth, load(input, inputOffset + i + 3L * LENGTH));
      }
      total = combine(combine(total, second), combine(third, fourth));
    }
    for (; i <= length - LENGTH; i += LENGTH) {
      total = combine(total, load(input, inputOffset + i));
    }
    if (i < length) {
      VectorMask<Float> rest = LANES.indexInRange(i, length);
      FloatVector tail =
          FloatVector.fromMemorySegment(LANES, input, (inputOffset + i) * Float.BYTES, ORDER, rest);
      total = combine(total, identity().blend(tail, rest));
    }
    output.setAtIndex(ValueLayout.JAVA_FLOAT, place, Vectors.fold(total, FUNCTION.combine()));
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
