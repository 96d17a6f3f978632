package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianNll;
import jdk.incubator.vector.FloatVector;

final class GaussianNllSimd {
  private static final float LOG_TWO_PI = (float) GaussianNll.LOG_TWO_PI;
  private static final TernarySimd.Loop LOOP = TernarySimd.loop(GaussianNllSimd::loss);

  private GaussianNllSimd() {}

  static Choice select(GaussianNll op, Signature signature) {
    return TernarySimd.select(signature, 0, 2, 1, LOOP);
  }

  private static FloatVector loss(FloatVector mean, FloatVector target, FloatVector logVariance) {
    FloatVector error = target.sub(mean);
    FloatVector precision = VectorExp.exp(logVariance.neg());
    return error.mul(error).fma(precision, logVariance.add(LOG_TWO_PI)).mul(0.5f);
  }
}
