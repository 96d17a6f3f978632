package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Expm1;

final class Expm1Ref {
  private Expm1Ref() {}

  static Kernel select(Expm1 op, Signature signature) {
    return UnaryRef.of(signature, dev.culebra.math.Expm1::expm1, StrictMath::expm1);
  }
}
