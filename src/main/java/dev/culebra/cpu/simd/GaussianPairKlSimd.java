package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Vectors.LANES;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianPairKl;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Two sums for each sample, one of the variances and one of the means, because C2 inlines one long
 * function a method; they share only the second log variance.
 */
record GaussianPairKlSimd(long samples, long length) implements Kernel {
  private static final int LENGTH = LANES.length();

  private static final PerSampleSimd.Loop VARIANCES =
      PerSampleSimd.loop(
          (logVariance, other) -> {
            FloatVector ratio = logVariance.sub(other);
            return VectorExpm1.expm1(ratio).sub(ratio);
          });

  static Choice select(GaussianPairKl op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    long samples = signature.output(0).elements();
    return new GaussianPairKlSimd(
        samples, samples == 0 ? 0 : signature.input(0).elements() / samples);
  }

  @Override
  public long workspaceBytes() {
    return SampleSums.bytes(samples);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment logVariances = operands.input(1);
    MemorySegment others = operands.input(3);
    SampleSums sums = SampleSums.of(operands.workspace(), samples, length);
    Means means = new Means(operands.input(0), operands.input(2), others, sums);
    Passes passes =
        new Passes(
            sums::clear,
            VARIANCES.wholes(logVariances, others, sums),
            VARIANCES.rests(logVariances, others, sums),
            means::wholes,
            means::rests,
            sums.write(operands.output(0), 0.5));
    return Rows.call(operands.workers(), samples, length, passes);
  }

  private record Means(
      MemorySegment means, MemorySegment others, MemorySegment logVariances, SampleSums sums) {
    void wholes(long begin, long end) {
      for (long sample = begin; sample < end; sample++) {
        double total = 0;
        long last = sums.whole(sample);
        for (long from = sums.first(sample); from < last; from += SampleSums.BLOCK) {
          total += whole(from, Math.min(last, from + SampleSums.BLOCK));
        }
        sums.add(sample, total);
      }
    }

    private float whole(long begin, long end) {
      FloatVector sum = Vectors.all(0);
      for (long i = begin; i < end; i += LENGTH) {
        FloatVector shift = Vectors.load(means, i).sub(Vectors.load(others, i));
        FloatVector precision = VectorExp.exp(Vectors.load(logVariances, i).neg());
        sum = shift.mul(shift).fma(precision, sum);
      }
      return Vectors.total(sum);
    }

    void rests(long begin, long end) {
      MemorySegment first = sums.padded(means, 0);
      MemorySegment second = sums.padded(others, 1);
      MemorySegment third = sums.padded(logVariances, 2);
      for (long sample = begin; sample < end && sums.hasRest(); sample++) {
        sums.add(sample, rest(first, second, third, sums.whole(sample), sums.first(sample + 1)));
      }
    }

    /** A whole vector, of which only the lanes of the sample count. */
    private static float rest(
        MemorySegment means, MemorySegment others, MemorySegment third, long begin, long end) {
      long from = Math.min(begin, means.byteSize() / Float.BYTES - LENGTH);
      FloatVector shift = Vectors.load(means, from).sub(Vectors.load(others, from));
      FloatVector precision = VectorExp.exp(Vectors.load(third, from).neg());
      long lanes = (1L << end - begin) - 1 << begin - from;
      FloatVector products = shift.mul(shift).mul(precision);
      return Vectors.total(Vectors.all(0).blend(products, VectorMask.fromLong(LANES, lanes)));
    }
  }
}
