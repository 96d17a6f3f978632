package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianKlGradient;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Both gradients in one pass over mean and log variance. */
record GaussianKlGradientSimd(long samples, long length) implements Kernel {
  static Choice select(GaussianKlGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    long samples = signature.input(3).elements();
    return new GaussianKlGradientSimd(
        samples, samples == 0 ? 0 : signature.input(0).elements() / samples);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment gradients = operands.input(3);
    Sample sample =
        new Sample(operands.input(0), operands.input(1), operands.output(0), operands.output(1));
    return Rows.call(
        operands.workers(),
        samples,
        length,
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            float gradient = gradients.getAtIndex(ValueLayout.JAVA_FLOAT, row);
            sample.run(row * length, (row + 1) * length, gradient);
          }
        });
  }

  @Override
  public boolean inPlace(int output, int input) {
    return output == input;
  }

  private record Sample(
      MemorySegment means,
      MemorySegment logVariances,
      MemorySegment toMeans,
      MemorySegment toLogVariances) {
    // Two methods: a second copy of expm1 in one would be more than C2 inlines.
    void run(long begin, long end, float gradient) {
      long whole = end - (end - begin) % Vectors.LANES.length();
      whole(begin, whole, gradient);
      if (whole < end) {
        rest(whole, end, gradient);
      }
    }

    private void whole(long begin, long end, float gradient) {
      for (long i = begin; i < end; i += Vectors.LANES.length()) {
        FloatVector excess = VectorExpm1.expm1(Vectors.load(logVariances, i, null));
        Vectors.store(Vectors.load(means, i, null).mul(gradient), toMeans, i, null);
        Vectors.store(excess.mul(0.5f * gradient), toLogVariances, i, null);
      }
    }

    private void rest(long begin, long end, float gradient) {
      VectorMask<Float> lanes = Vectors.LANES.indexInRange(begin, end);
      FloatVector excess = VectorExpm1.expm1(Vectors.load(logVariances, begin, lanes));
      Vectors.store(Vectors.load(means, begin, lanes).mul(gradient), toMeans, begin, lanes);
      Vectors.store(excess.mul(0.5f * gradient), toLogVariances, begin, lanes);
    }
  }
}
