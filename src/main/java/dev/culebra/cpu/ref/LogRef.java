package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Log;

final class LogRef {
  private LogRef() {}

  static Kernel select(Log op, Signature signature) {
    return UnaryRef.of(signature, dev.culebra.math.Log::log, StrictMath::log);
  }
}
