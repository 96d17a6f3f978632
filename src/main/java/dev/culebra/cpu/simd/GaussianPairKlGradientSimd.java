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
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** First what the means give, then what the ratio of the variances gives: see the forward sums. */
record GaussianPairKlGradientSimd(long samples, long length) implements Kernel {
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
    long rest = length % Vectors.LANES.length();
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
    void whole(long begin, long end, float gradient) {
      for (long i = begin; i < end; i += Vectors.LANES.length()) {
        FloatVector precision = VectorExp.exp(Vectors.load(logVariances, i).neg());
        FloatVector shift = Vectors.load(means, i).sub(Vectors.load(others, i));
        FloatVector pull = shift.mul(precision).mul(gradient);
        Vectors.store(pull, toMeans, i);
        Vectors.store(pull.neg(), toOthers, i);
        Vectors.store(pull.mul(shift).mul(-0.5f), toLogVariances, i);
      }
    }

    void rest(long begin, long end, float gradient) {
      VectorMask<Float> lanes = Vectors.LANES.indexInRange(begin, end);
      FloatVector precision = VectorExp.exp(Vectors.load(logVariances, begin, lanes).neg());
      FloatVector shift = Vectors.load(means, begin, lanes).sub(Vectors.load(others, begin, lanes));
      FloatVector pull = shift.mul(precision).mul(gradient);
      Vectors.store(pull, toMeans, begin, lanes);
      Vectors.store(pull.neg(), toOthers, begin, lanes);
      Vectors.store(pull.mul(shift).mul(-0.5f), toLogVariances, begin, lanes);
    }
  }

  private record Variances(
      MemorySegment logVariances,
      MemorySegment others,
      MemorySegment toLogVariances,
      MemorySegment toOthers) {
    void whole(long begin, long end, float gradient) {
      for (long i = begin; i < end; i += Vectors.LANES.length()) {
        FloatVector ratio = Vectors.load(logVariances, i).sub(Vectors.load(others, i));
        FloatVector slope = VectorExpm1.expm1(ratio).mul(0.5f * gradient);
        Vectors.store(slope, toLogVariances, i);
        Vectors.store(Vectors.load(toOthers, i).sub(slope), toOthers, i);
      }
    }

    void rest(long begin, long end, float gradient) {
      VectorMask<Float> lanes = Vectors.LANES.indexInRange(begin, end);
      FloatVector ratio =
          Vectors.load(logVariances, begin, lanes).sub(Vectors.load(others, begin, lanes));
      FloatVector slope = VectorExpm1.expm1(ratio).mul(0.5f * gradient);
      Vectors.store(slope, toLogVariances, begin, lanes);
      Vectors.store(Vectors.load(toOthers, begin, lanes).sub(slope), toOthers, begin, lanes);
    }
  }
}
