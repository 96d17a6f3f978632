package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Softplus;

final class SoftplusSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorActivation::softplus);

  private SoftplusSimd() {}

  static Choice select(Softplus op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
