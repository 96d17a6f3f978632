package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The loop of {@link PerSampleSimd}; used only through {@link Specialized} copies. */
final class PerSampleLoop implements PerSampleSimd.Loop {
  private static final BinarySimd.Function FUNCTION =
      Specialized.function(MethodHandles.lookup(), BinarySimd.Function.class);

  /** Elements summed in float32 before their total is added in double. */
  private static final long BLOCK = 4096;

  @Override
  public double sum(MemorySegment left, MemorySegment right, long begin, long end) {
    double total = 0;
    for (long from = begin; from < end; from += BLOCK) {
      total += block(left, right, from, Math.min(end, from + BLOCK));
    }
    return total;
  }

  private static float block(MemorySegment left, MemorySegment right, long begin, long end) {
    int lanes = Vectors.LANES.length();
    FloatVector even = Vectors.all(0);
    FloatVector odd = even;
    long i = begin;
    for (; i <= end - 2 * lanes; i += 2 * lanes) {
      even = even.add(term(left, right, i, null));
      odd = odd.add(term(left, right, i + lanes, null));
    }
    for (; i < end; i += lanes) {
      VectorMask<Float> rest = Vectors.LANES.indexInRange(i, end);
      even = even.add(term(left, right, i, rest), rest);
    }
    return Vectors.total(even.add(odd));
  }

  private static FloatVector term(
      MemorySegment left, MemorySegment right, long i, VectorMask<Float> mask) {
    return FUNCTION.apply(Vectors.load(left, i, mask), Vectors.load(right, i, mask));
  }
}
