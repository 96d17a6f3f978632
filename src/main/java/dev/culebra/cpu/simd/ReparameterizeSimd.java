package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Reparameterize;
import jdk.incubator.vector.FloatVector;

final class ReparameterizeSimd {
  static final TernarySimd.Loop LOOP = TernarySimd.loop(ReparameterizeSimd::draw);

  private ReparameterizeSimd() {}

  static Choice select(Reparameterize op, Signature signature) {
    return TernarySimd.select(signature, 0, 1, 2, LOOP);
  }

  private static FloatVector draw(FloatVector mean, FloatVector logVariance, FloatVector noise) {
    return VectorExp.exp(logVariance.mul(0.5f)).fma(noise, mean);
  }
}
