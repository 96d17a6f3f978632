package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Tanh;

final class TanhSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorActivation::tanh);

  private TanhSimd() {}

  static Choice select(Tanh op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
