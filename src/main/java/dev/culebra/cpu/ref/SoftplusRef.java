package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Softplus;

final class SoftplusRef {
  private SoftplusRef() {}

  static Kernel select(Softplus op, Signature signature) {
    return UnaryRef.of(signature, dev.culebra.math.Softplus::softplus, Exact::softplus);
  }
}
