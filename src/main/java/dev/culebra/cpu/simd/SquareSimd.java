package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Square;

final class SquareSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(value -> value.mul(value));

  private SquareSimd() {}

  static Choice select(Square op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
