package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Expm1;
import dev.culebra.op.GaussianKl;

final class GaussianKlRef {
  private GaussianKlRef() {}

  static Kernel select(GaussianKl op, Signature signature) {
    return PerSampleRef.of(
        signature,
        (mean, logVariance) -> 0.5f * Math.fma(mean, mean, Expm1.expm1(logVariance) - logVariance),
        (mean, logVariance) -> 0.5 * (mean * mean + StrictMath.expm1(logVariance) - logVariance));
  }
}
