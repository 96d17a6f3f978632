package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Abs;

final class AbsSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(value -> value.abs());

  private AbsSimd() {}

  static Choice select(Abs op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
