package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Log;

final class LogSimd {
  static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorLog::log);

  private LogSimd() {}

  static Choice select(Log op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
