package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link PerSampleSimd}; used only through {@link Specialized} copies. */
final class PerSampleLoop implements PerSampleSimd.Loop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final BinarySimd.Function FUNCTION =
      Specialized.function(MethodHandles.lookup(), BinarySimd.Function.class);

  // One call of the function in one method, and no helper after it: C2 stops inlining in a method
  // with too many nodes, and a vector handed to a method that is not inlined is an object. So
  // Vectors.total is written out, twice.
  @Override
  public float whole(MemorySegment left, MemorySegment right, long begin, long end) {
    FloatVector sum = FloatVector.broadcast(LANES, 0);
    for (long i = begin; i < end; i += LANES.length()) {
      FloatVector a = FloatVector.fromMemorySegment(LANES, left, i * Float.BYTES, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(LANES, right, i * Float.BYTES, ORDER);
      sum = sum.add(FUNCTION.apply(a, b));
    }
    sum = sum.add(sum.rearrange(Vectors.HALF));
    if (LANES.length() >= 4) {
      sum = sum.add(sum.rearrange(Vectors.QUARTER));
    }
    if (LANES.length() >= 8) {
      sum = sum.add(sum.rearrange(Vectors.EIGHTH));
    }
    if (LANES.length() >= 16) {
      sum = sum.add(sum.rearrange(Vectors.SIXTEENTH));
    }
    return sum.lane(0);
  }

  @Override
  public float rest(MemorySegment left, MemorySegment right, long begin, long end) {
    VectorMask<Float> rest = LANES.indexInRange(begin, end);
    FloatVector a = FloatVector.fromMemorySegment(LANES, left, begin * Float.BYTES, ORDER, rest);
    FloatVector b = FloatVector.fromMemorySegment(LANES, right, begin * Float.BYTES, ORDER, rest);
    FloatVector sum = FloatVector.broadcast(LANES, 0).blend(FUNCTION.apply(a, b), rest);
    sum = sum.add(sum.rearrange(Vectors.HALF));
    if (LANES.length() >= 4) {
      sum = sum.add(sum.rearrange(Vectors.QUARTER));
    }
    if (LANES.length() >= 8) {
      sum = sum.add(sum.rearrange(Vectors.EIGHTH));
    }
    if (LANES.length() >= 16) {
      sum = sum.add(sum.rearrange(Vectors.SIXTEENTH));
    }
    return sum.lane(0);
  }
}
