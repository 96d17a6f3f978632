package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Log1p;

final class Log1pSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorLog::log1p);

  private Log1pSimd() {}

  static Choice select(Log1p op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
