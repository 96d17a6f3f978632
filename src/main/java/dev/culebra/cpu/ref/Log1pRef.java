package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Log1p;

final class Log1pRef {
  private Log1pRef() {}

  static Kernel select(Log1p op, Signature signature) {
    return UnaryRef.of(signature, dev.culebra.math.Log1p::log1p, StrictMath::log1p);
  }
}
