package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Softplus;
import dev.culebra.op.BernoulliLogits;

final class BernoulliLogitsRef {
  private BernoulliLogitsRef() {}

  static Kernel select(BernoulliLogits op, Signature signature) {
    return BinaryRef.of(signature, BernoulliLogitsRef::loss, BernoulliLogitsRef::loss);
  }

  static float loss(float logit, float target) {
    float linear = Math.fma(-logit, target, Math.max(logit, 0));
    return linear + Softplus.tail(logit);
  }

  static double loss(double logit, double target) {
    double linear = Math.max(logit, 0) - logit * target;
    return linear + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
  }
}
