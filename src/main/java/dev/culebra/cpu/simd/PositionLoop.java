package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link PositionSimd}; used only through {@link Specialized} copies. */
final class PositionLoop implements PositionSimd.Loop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> PLACES = IntVector.SPECIES_PREFERRED;
  private static final int LENGTH = LANES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VectorOperators.Comparison REJECTS =
      Specialized.function(MethodHandles.lookup(), VectorOperators.Comparison.class);

  @Override
  public int find(MemorySegment input, long offset, long length, float best) {
    boolean nan = best != best;
    long i = 0;
    for (; i <= length - LENGTH; i += LENGTH) {
      FloatVector values = load(input, offset + i);
      VectorMask<Float> found =
          nan
              ? values.compare(VectorOperators.NE, values)
              : values.compare(VectorOperators.EQ, best);
      if (found.anyTrue()) {
        return (int) i + found.firstTrue();
      }
    }
    for (; i < length; i++) {
      float value = input.getAtIndex(ValueLayout.JAVA_FLOAT, offset + i);
      if (nan ? value != value : value == best) {
        return (int) i;
      }
    }
    throw new IllegalStateException("no element equals the extreme " + best);
  }

  @Override
  public void columns(
      MemorySegment input,
      long inputOffset,
      long stride,
      int depth,
      MemorySegment output,
      long outputOffset,
      long width) {
    long whole = width - width % LENGTH;
    for (long i = 0; i < whole; i += LENGTH) {
      vector(input, inputOffset + i, stride, depth, output, outputOffset + i);
    }
    if (whole < width) {
      VectorMask<Float> lanes = LANES.indexInRange(whole, width);
      rest(input, inputOffset + whole, stride, depth, output, outputOffset + whole, lanes);
    }
  }

  private static void vector(
      MemorySegment input, long at, long stride, int depth, MemorySegment output, long place) {
    FloatVector best = load(input, at);
    IntVector places = IntVector.zero(PLACES);
    for (int row = 1; row < depth; row++) {
      FloatVector values = load(input, at + row * stride);
      VectorMask<Float> better = better(values, best);
      best = best.blend(values, better);
      places = places.blend(row, better.cast(PLACES));
    }
    places.intoMemorySegment(output, place * Integer.BYTES, ORDER);
  }

  private static void rest(
      MemorySegment input,
      long at,
      long stride,
      int depth,
      MemorySegment output,
      long place,
      VectorMask<Float> lanes) {
    FloatVector best = FloatVector.fromMemorySegment(LANES, input, at * Float.BYTES, ORDER, lanes);
    IntVector places = IntVector.zero(PLACES);
    for (int row = 1; row < depth; row++) {
      FloatVector values =
          FloatVector.fromMemorySegment(
              LANES, input, (at + row * stride) * Float.BYTES, ORDER, lanes);
      VectorMask<Float> better = better(values, best);
      best = best.blend(values, better);
      places = places.blend(row, better.cast(PLACES));
    }
    places.intoMemorySegment(output, place * Integer.BYTES, ORDER, lanes.cast(PLACES));
  }

  /** NaN is not rejected by any number, and stays once it is the best. */
  private static VectorMask<Float> better(FloatVector values, FloatVector best) {
    return values.compare(REJECTS, best).not().and(best.compare(VectorOperators.EQ, best));
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(LANES, segment, offset * Float.BYTES, ORDER);
  }
}
