package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianKl;

final class GaussianKlSimd {
  private static final PerSampleSimd.Loop LOOP =
      PerSampleSimd.loop(
          (mean, logVariance) ->
              mean.fma(mean, VectorExpm1.expm1(logVariance).sub(logVariance)).mul(0.5f));

  private GaussianKlSimd() {}

  static Choice select(GaussianKl op, Signature signature) {
    return PerSampleSimd.select(signature, LOOP);
  }
}
