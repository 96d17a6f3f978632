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
  private static final int LENGTH = LANES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final BinarySimd.Function FUNCTION =
      Specialized.function(MethodHandles.lookup(), BinarySimd.Function.class);

  @Override
  public Rows.Body wholes(MemorySegment left, MemorySegment right, SampleSums sums) {
    return (begin, end) -> {
      for (long sample = begin; sample < end; sample++) {
        double total = 0;
        long last = sums.whole(sample);
        for (long from = sums.first(sample); from < last; from += SampleSums.BLOCK) {
          total += whole(left, right, from, Math.min(last, from + SampleSums.BLOCK));
        }
        sums.add(sample, total);
      }
    };
  }

  @Override
  public Rows.Body rests(MemorySegment left, MemorySegment right, SampleSums sums) {
    return (begin, end) -> {
      MemorySegment a = sums.padded(left, 0);
      MemorySegment b = sums.padded(right, 1);
      for (long sample = begin; sample < end && sums.hasRest(); sample++) {
        sums.add(sample, rest(a, b, sums.whole(sample), sums.first(sample + 1)));
      }
    };
  }

  // One call of the function in one method, and no helper after it: C2 stops inlining in a method
  // with too many nodes, and a vector handed to a method that is not inlined is an object. So
  // Vectors.total is written out, twice.
  private static float whole(MemorySegment left, MemorySegment right, long begin, long end) {
    FloatVector sum = FloatVector.broadcast(LANES, 0);
    for (long i = begin; i < end; i += LENGTH) {
      FloatVector a = FloatVector.fromMemorySegment(LANES, left, i * Float.BYTES, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(LANES, right, i * Float.BYTES, ORDER);
      sum = sum.add(FUNCTION.apply(a, b));
    }
    sum = sum.add(sum.rearrange(Vectors.HALF));
    if (LENGTH >= 4) {
      sum = sum.add(sum.rearrange(Vectors.QUARTER));
    }
    if (LENGTH >= 8) {
      sum = sum.add(sum.rearrange(Vectors.EIGHTH));
    }
    if (LENGTH >= 16) {
      sum = sum.add(sum.rearrange(Vectors.SIXTEENTH));
    }
    return sum.lane(0);
  }

  /** A whole vector that ends behind the row or begins before it, of which only the row counts. */
  private static float rest(MemorySegment left, MemorySegment right, long begin, long end) {
    long from = Math.min(begin, left.byteSize() / Float.BYTES - LENGTH);
    FloatVector a = FloatVector.fromMemorySegment(LANES, left, from * Float.BYTES, ORDER);
    FloatVector b = FloatVector.fromMemorySegment(LANES, right, from * Float.BYTES, ORDER);
    long lanes = (1L << end - begin) - 1 << begin - from;
    FloatVector sum = FloatVector.broadcast(LANES, 0);
    sum = sum.blend(FUNCTION.apply(a, b), VectorMask.fromLong(LANES, lanes));
    sum = sum.add(sum.rearrange(Vectors.HALF));
    if (LENGTH >= 4) {
      sum = sum.add(sum.rearrange(Vectors.QUARTER));
    }
    if (LENGTH >= 8) {
      sum = sum.add(sum.rearrange(Vectors.EIGHTH));
    }
    if (LENGTH >= 16) {
      sum = sum.add(sum.rearrange(Vectors.SIXTEENTH));
    }
    return sum.lane(0);
  }
}
