package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Negate;

final class NegateSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(value -> value.neg());

  private NegateSimd() {}

  static Choice select(Negate op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
