package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BernoulliLogitsSumGradient;

final class BernoulliLogitsSumGradientRef {
  private BernoulliLogitsSumGradientRef() {}

  static Kernel select(BernoulliLogitsSumGradient op, Signature signature) {
    return PerSampleRef.gradient(
        signature, BernoulliLogitsGradientRef::slope, BernoulliLogitsGradientRef::slope);
  }
}
