package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ReparameterizeGradient;

final class ReparameterizeGradientRef {
  private ReparameterizeGradientRef() {}

  static Kernel select(ReparameterizeGradient op, Signature signature) {
    return TernaryRef.of(
        signature,
        (gradient, draw, mean) -> 0.5f * gradient * (draw - mean),
        (gradient, draw, mean) -> 0.5 * gradient * (draw - mean));
  }
}
