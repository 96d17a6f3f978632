package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Reciprocal;

final class ReciprocalSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(value -> value.broadcast(1).div(value));

  private ReciprocalSimd() {}

  static Choice select(Reciprocal op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
