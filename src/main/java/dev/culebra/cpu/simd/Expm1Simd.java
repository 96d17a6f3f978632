package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Expm1;

final class Expm1Simd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorExpm1::expm1);

  private Expm1Simd() {}

  static Choice select(Expm1 op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
