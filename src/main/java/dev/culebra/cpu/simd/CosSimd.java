package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Cos;

final class CosSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorSinCos::cos);

  private CosSimd() {}

  static Choice select(Cos op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
