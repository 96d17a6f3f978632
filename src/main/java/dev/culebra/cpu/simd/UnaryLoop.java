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
  public void run(MemorySegment input, MemorySegment output, long begin, long end, long shift) {
    for (long i = begin; i < end; i += LANES.length()) {
      FUNCTION
          .apply(FloatVector.fromMemorySegment(LANES, input, i * Float.BYTES, ORDER))
          .intoMemorySegment(output, (i + shift) * Float.BYTES, ORDER);
    }
  }

  @Override
  public void rest(MemorySegment input, MemorySegment output, long begin, long end, long shift) {
    VectorMask<Float> lanes = LANES.indexInRange(begin, end);
    FUNCTION
        .apply(FloatVector.fromMemorySegment(LANES, input, begin * Float.BYTES, ORDER, lanes))
        .intoMemorySegment(output, (begin + shift) * Float.BYTES, ORDER, lanes);
  }
}
