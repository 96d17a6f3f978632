package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Round;

final class RoundSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorRounding::round);

  private RoundSimd() {}

  static Choice select(Round op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
