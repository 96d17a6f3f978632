package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sin;

final class SinSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorSinCos::sin);

  private SinSimd() {}

  static Choice select(Sin op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
