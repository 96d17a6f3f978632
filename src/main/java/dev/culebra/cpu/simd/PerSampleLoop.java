package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The loops of {@link PerSampleSimd}; used only through {@link Specialized} copies. */
final class PerSampleLoop implements PerSampleSimd.Loop {
  private static final BinarySimd.Function FUNCTION =
      Specialized.function(MethodHandles.lookup(), BinarySimd.Function.class);

  @Override
  public float whole(MemorySegment left, MemorySegment right, long begin, long end) {
    FloatVector sum = Vectors.all(0);
    for (long i = begin; i < end; i += Vectors.LANES.length()) {
      FloatVector a = Vectors.load(left, i, null);
      FloatVector b = Vectors.load(right, i, null);
      sum = sum.add(FUNCTION.apply(a, b));
    }
    return Vectors.total(sum);
  }

  @Override
  public float rest(MemorySegment left, MemorySegment right, long begin, long end) {
    VectorMask<Float> rest = Vectors.LANES.indexInRange(begin, end);
    FloatVector a = Vectors.load(left, begin, rest);
    FloatVector b = Vectors.load(right, begin, rest);
    return Vectors.total(Vectors.all(0).blend(FUNCTION.apply(a, b), rest));
  }
}
