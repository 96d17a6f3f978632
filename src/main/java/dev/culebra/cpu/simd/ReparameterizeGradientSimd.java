package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ReparameterizeGradient;

final class ReparameterizeGradientSimd {
  private static final TernarySimd.Loop LOOP =
      TernarySimd.loop((gradient, draw, mean) -> gradient.mul(0.5f).mul(draw.sub(mean)));

  private ReparameterizeGradientSimd() {}

  static Choice select(ReparameterizeGradient op, Signature signature) {
    return TernarySimd.select(signature, 0, 1, 2, LOOP);
  }
}
