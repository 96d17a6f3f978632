package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sqrt;

final class SqrtSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(value -> value.sqrt());

  private SqrtSimd() {}

  static Choice select(Sqrt op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
