package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Tanh;

final class TanhRef {
  private TanhRef() {}

  static Kernel select(Tanh op, Signature signature) {
    return UnaryRef.of(signature, dev.culebra.math.Tanh::tanh, StrictMath::tanh);
  }
}
