package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BernoulliLogitsGradient;

final class BernoulliLogitsGradientSimd {
  static final TernarySimd.Loop LOOP =
      TernarySimd.loop(
          (logit, target, gradient) -> gradient.mul(VectorActivation.sigmoid(logit).sub(target)));

  private BernoulliLogitsGradientSimd() {}

  static Choice select(BernoulliLogitsGradient op, Signature signature) {
    return TernarySimd.select(signature, 0, 1, 2, LOOP);
  }
}
