package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Exp;

final class ExpSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorExp::exp);

  private ExpSimd() {}

  static Choice select(Exp op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
