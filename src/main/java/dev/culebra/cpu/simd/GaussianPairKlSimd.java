package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianPairKl;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Two sums for each sample, one of the variances and one of the means, because C2 inlines one long
 * function a method; they share only the second log variance.
 */
record GaussianPairKlSimd(long samples, long length) implements Kernel {
  /** Elements summed in float32 before their total is added in double. */
  private static final long BLOCK = 4096;

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
  public Call bind(Operands operands) {
    MemorySegment logVariances = operands.input(1);
    MemorySegment others = operands.input(3);
    Means means = new Means(operands.input(0), operands.input(2), others);
    MemorySegment output = operands.output(0);
    return Rows.call(
        operands.workers(),
        samples,
        length,
        (begin, end) -> {
          for (long sample = begin; sample < end; sample++) {
            long last = (sample + 1) * length;
            long whole = last - length % Vectors.LANES.length();
            double sum = 0;
            for (long from = sample * length; from < whole; from += BLOCK) {
              long to = Math.min(whole, from + BLOCK);
              sum += VARIANCES.whole(logVariances, others, from, to) + means.whole(from, to);
            }
            if (whole < last) {
              sum += VARIANCES.rest(logVariances, others, whole, last) + means.rest(whole, last);
            }
            output.setAtIndex(ValueLayout.JAVA_FLOAT, sample, (float) (0.5 * sum));
          }
        });
  }

  private record Means(MemorySegment means, MemorySegment others, MemorySegment logVariances) {
    float whole(long begin, long end) {
      FloatVector sum = Vectors.all(0);
      for (long i = begin; i < end; i += Vectors.LANES.length()) {
        FloatVector shift = Vectors.load(means, i).sub(Vectors.load(others, i));
        FloatVector precision = VectorExp.exp(Vectors.load(logVariances, i).neg());
        sum = shift.mul(shift).fma(precision, sum);
      }
      return Vectors.total(sum);
    }

    /** Lanes outside the mask hold equal means, so they add nothing. */
    float rest(long begin, long end) {
      VectorMask<Float> lanes = Vectors.LANES.indexInRange(begin, end);
      FloatVector shift = Vectors.load(means, begin, lanes).sub(Vectors.load(others, begin, lanes));
      FloatVector precision = VectorExp.exp(Vectors.load(logVariances, begin, lanes).neg());
      return Vectors.total(shift.mul(shift).mul(precision));
    }
  }
}
