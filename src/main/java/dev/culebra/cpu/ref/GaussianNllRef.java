package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Exp;
import dev.culebra.op.GaussianNll;

final class GaussianNllRef {
  private GaussianNllRef() {}

  private static final float LOG_TWO_PI = (float) GaussianNll.LOG_TWO_PI;

  static Kernel select(GaussianNll op, Signature signature) {
    return TernaryRef.of(signature, GaussianNllRef::loss, GaussianNllRef::loss);
  }

  private static float loss(float mean, float logVariance, float target) {
    float error = target - mean;
    return 0.5f * Math.fma(error * error, Exp.exp(-logVariance), logVariance + LOG_TWO_PI);
  }

  private static double loss(double mean, double logVariance, double target) {
    double error = target - mean;
    double weighted = error * error * StrictMath.exp(-logVariance);
    return 0.5 * (GaussianNll.LOG_TWO_PI + logVariance + weighted);
  }
}
