package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Erf;

final class ErfSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorErf::erf);

  private ErfSimd() {}

  static Choice select(Erf op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
