package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BernoulliLogitsSumGradient;

final class BernoulliLogitsSumGradientSimd {
  private BernoulliLogitsSumGradientSimd() {}

  static Choice select(BernoulliLogitsSumGradient op, Signature signature) {
    return TernarySimd.selectPerSample(signature, 0, 1, 2, BernoulliLogitsGradientSimd.LOOP);
  }
}
