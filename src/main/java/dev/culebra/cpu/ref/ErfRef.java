package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Erf;

final class ErfRef {
  private ErfRef() {}

  static Kernel select(Erf op, Signature signature) {
    return UnaryRef.of(signature, dev.culebra.math.Erf::erf, Exact::erf);
  }
}
