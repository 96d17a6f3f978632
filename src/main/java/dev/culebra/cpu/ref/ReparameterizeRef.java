package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Exp;
import dev.culebra.op.Reparameterize;

final class ReparameterizeRef {
  private ReparameterizeRef() {}

  static Kernel select(Reparameterize op, Signature signature) {
    return TernaryRef.of(signature, ReparameterizeRef::draw, ReparameterizeRef::draw);
  }

  static float draw(float mean, float logVariance, float noise) {
    return Math.fma(Exp.exp(0.5f * logVariance), noise, mean);
  }

  static double draw(double mean, double logVariance, double noise) {
    return mean + StrictMath.exp(0.5 * logVariance) * noise;
  }
}
