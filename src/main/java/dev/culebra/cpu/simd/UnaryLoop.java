package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The loop of {@link UnarySimd}; used only through {@link Specialized} copies. */
final class UnaryLoop implements UnarySimd.Loop {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final UnarySimd.Function FUNCTION =
      Specialized.function(MethodHandles.lookup(), UnarySimd.Function.class);

  @Override
  public void run(MemorySegment input, MemorySegment output, long begin, long end) {
    long i = begin;
    for (; i <= end - LANES.length(); i += LANES.length()) {
      FUNCTION
          .apply(FloatVector.fromMemorySegment(LANES, input, i * Float.BYTES, ORDER))
          .intoMemorySegment(output, i * Float.BYTES, ORDER);
    }
    if (i < end) {
      VectorMask<Float> rest = LANES.indexInRange(i, end);
      FUNCTION
          .apply(FloatVector.fromMemorySegment(LANES, input, i * Float.BYTES, ORDER, rest))
          .intoMemorySegment(output, i * Float.BYTES, ORDER, rest);
    }
  }
}
