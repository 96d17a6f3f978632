package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Sigmoid;
import dev.culebra.op.BernoulliLogitsGradient;

final class BernoulliLogitsGradientRef {
  private BernoulliLogitsGradientRef() {}

  static Kernel select(BernoulliLogitsGradient op, Signature signature) {
    return TernaryRef.of(
        signature, BernoulliLogitsGradientRef::slope, BernoulliLogitsGradientRef::slope);
  }

  static float slope(float logit, float target, float gradient) {
    return gradient * (Sigmoid.sigmoid(logit) - target);
  }

  static double slope(double logit, double target, double gradient) {
    return gradient * (1 / (1 + StrictMath.exp(-logit)) - target);
  }
}
