package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Exp;
import dev.culebra.math.Log1p;
import dev.culebra.op.BernoulliLogits;

final class BernoulliLogitsRef {
  private BernoulliLogitsRef() {}

  static Kernel select(BernoulliLogits op, Signature signature) {
    return BinaryRef.of(signature, BernoulliLogitsRef::loss, BernoulliLogitsRef::loss);
  }

  static float loss(float logit, float target) {
    float linear = Math.fma(-logit, target, Math.max(logit, 0));
    return linear + Log1p.log1p(Exp.exp(-Math.abs(logit)));
  }

  static double loss(double logit, double target) {
    double linear = Math.max(logit, 0) - logit * target;
    return linear + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
  }
}
