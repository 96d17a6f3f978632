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
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Both gradients in one pass over mean and log variance. */
record GaussianKlGradientSimd(long samples, long length) implements Kernel {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

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
      toMeans(begin, end, gradient);
      toLogVariances(begin, end, gradient);
    }

    private void toMeans(long begin, long end, float gradient) {
      for (long i = begin; i < end; i += LANES.length()) {
        long at = i * Float.BYTES;
        VectorMask<Float> lanes = LANES.indexInRange(i, end);
        FloatVector.fromMemorySegment(LANES, means, at, ORDER, lanes)
            .mul(gradient)
            .intoMemorySegment(toMeans, at, ORDER, lanes);
      }
    }

    // One copy of expm1 and nothing beside it, which is what C2 surely inlines.
    private void toLogVariances(long begin, long end, float gradient) {
      for (long i = begin; i < end; i += LANES.length()) {
        long at = i * Float.BYTES;
        VectorMask<Float> lanes = LANES.indexInRange(i, end);
        VectorExpm1.expm1(FloatVector.fromMemorySegment(LANES, logVariances, at, ORDER, lanes))
            .mul(0.5f * gradient)
            .intoMemorySegment(toLogVariances, at, ORDER, lanes);
      }
    }
  }
}
