package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Silu;

final class SiluSimd {
  private static final UnarySimd.Loop LOOP =
      UnarySimd.loop(value -> value.mul(VectorActivation.sigmoid(value)));

  private SiluSimd() {}

  static Choice select(Silu op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
