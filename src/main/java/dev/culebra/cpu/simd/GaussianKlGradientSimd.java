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
    void run(long begin, long end, float gradient) {
      long i = begin;
      for (; i <= end - Vectors.LANES.length(); i += Vectors.LANES.length()) {
        step(i, null, gradient);
      }
      if (i < end) {
        step(i, Vectors.LANES.indexInRange(i, end), gradient);
      }
    }

    private void step(long i, VectorMask<Float> mask, float gradient) {
      FloatVector mean = Vectors.load(means, i, mask);
      FloatVector excess = VectorExpm1.expm1(Vectors.load(logVariances, i, mask));
      Vectors.store(mean.mul(gradient), toMeans, i, mask);
      Vectors.store(excess.mul(0.5f * gradient), toLogVariances, i, mask);
    }
  }
}
