package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianPairKlGradient;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** First what the means give, then what the ratio of the variances gives: see the forward sums. */
record GaussianPairKlGradientSimd(long samples, long length) implements Kernel {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  static Choice select(GaussianPairKlGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    long samples = signature.input(5).elements();
    return new GaussianPairKlGradientSimd(
        samples, samples == 0 ? 0 : signature.input(0).elements() / samples);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment gradients = operands.input(5);
    Means means =
        new Means(
            operands.input(0),
            operands.input(2),
            operands.input(3),
            operands.output(0),
            operands.output(2),
            operands.output(3));
    Variances variances =
        new Variances(operands.input(1), operands.input(3), operands.output(1), operands.output(3));
    long rest = length % LANES.length();
    Passes passes =
        new Passes(
            (begin, end) -> {
              for (long sample = begin; sample < end; sample++) {
                float gradient = gradients.getAtIndex(ValueLayout.JAVA_FLOAT, sample);
                means.whole(sample * length, (sample + 1) * length - rest, gradient);
              }
            },
            (begin, end) -> {
              for (long sample = begin; sample < end && rest > 0; sample++) {
                float gradient = gradients.getAtIndex(ValueLayout.JAVA_FLOAT, sample);
                means.rest((sample + 1) * length - rest, (sample + 1) * length, gradient);
              }
            },
            (begin, end) -> {
              for (long sample = begin; sample < end; sample++) {
                float gradient = gradients.getAtIndex(ValueLayout.JAVA_FLOAT, sample);
                variances.whole(sample * length, (sample + 1) * length - rest, gradient);
              }
            },
            (begin, end) -> {
              for (long sample = begin; sample < end && rest > 0; sample++) {
                float gradient = gradients.getAtIndex(ValueLayout.JAVA_FLOAT, sample);
                variances.rest((sample + 1) * length - rest, (sample + 1) * length, gradient);
              }
            });
    return Rows.call(operands.workers(), samples, length, passes);
  }

  private record Means(
      MemorySegment means,
      MemorySegment others,
      MemorySegment logVariances,
      MemorySegment toMeans,
      MemorySegment toOthers,
      MemorySegment toLogVariances) {
    // After the exponential the Vector API itself, no helper of ours: see VectorExp.
    void whole(long begin, long end, float gradient) {
      for (long i = begin; i < end; i += LANES.length()) {
        long at = i * Float.BYTES;
        FloatVector precision = VectorExp.exp(Vectors.load(logVariances, i).neg());
        FloatVector other = FloatVector.fromMemorySegment(LANES, others, at, ORDER);
        FloatVector shift = FloatVector.fromMemorySegment(LANES, means, at, ORDER).sub(other);
        FloatVector pull = shift.mul(precision).mul(gradient);
        pull.intoMemorySegment(toMeans, at, ORDER);
        pull.neg().intoMemorySegment(toOthers, at, ORDER);
        pull.mul(shift).mul(-0.5f).intoMemorySegment(toLogVariances, at, ORDER);
      }
    }

    void rest(long begin, long end, float gradient) {
      long at = begin * Float.BYTES;
      VectorMask<Float> lanes = LANES.indexInRange(begin, end);
      FloatVector logVariance =
          FloatVector.fromMemorySegment(LANES, logVariances, at, ORDER, lanes);
      FloatVector precision = VectorExp.exp(logVariance.neg());
      FloatVector other = FloatVector.fromMemorySegment(LANES, others, at, ORDER, lanes);
      FloatVector shift = FloatVector.fromMemorySegment(LANES, means, at, ORDER, lanes).sub(other);
      FloatVector pull = shift.mul(precision).mul(gradient);
      pull.intoMemorySegment(toMeans, at, ORDER, lanes);
      pull.neg().intoMemorySegment(toOthers, at, ORDER, lanes);
      pull.mul(shift).mul(-0.5f).intoMemorySegment(toLogVariances, at, ORDER, lanes);
    }
  }

  private record Variances(
      MemorySegment logVariances,
      MemorySegment others,
      MemorySegment toLogVariances,
      MemorySegment toOthers) {
    void whole(long begin, long end, float gradient) {
      for (long i = begin; i < end; i += LANES.length()) {
        long at = i * Float.BYTES;
        FloatVector ratio = Vectors.load(logVariances, i).sub(Vectors.load(others, i));
        FloatVector slope = VectorExpm1.expm1(ratio).mul(0.5f * gradient);
        slope.intoMemorySegment(toLogVariances, at, ORDER);
        FloatVector.fromMemorySegment(LANES, toOthers, at, ORDER)
            .sub(slope)
            .intoMemorySegment(toOthers, at, ORDER);
      }
    }

    void rest(long begin, long end, float gradient) {
      long at = begin * Float.BYTES;
      VectorMask<Float> lanes = LANES.indexInRange(begin, end);
      FloatVector other = FloatVector.fromMemorySegment(LANES, others, at, ORDER, lanes);
      FloatVector ratio =
          FloatVector.fromMemorySegment(LANES, logVariances, at, ORDER, lanes).sub(other);
      FloatVector slope = VectorExpm1.expm1(ratio).mul(0.5f * gradient);
      slope.intoMemorySegment(toLogVariances, at, ORDER, lanes);
      FloatVector.fromMemorySegment(LANES, toOthers, at, ORDER, lanes)
          .sub(slope)
          .intoMemorySegment(toOthers, at, ORDER, lanes);
    }
  }
}
