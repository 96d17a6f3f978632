package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Rsqrt;

final class RsqrtSimd {
  private static final UnarySimd.Loop LOOP =
      UnarySimd.loop(value -> value.broadcast(1).div(value.sqrt()));

  private RsqrtSimd() {}

  static Choice select(Rsqrt op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
