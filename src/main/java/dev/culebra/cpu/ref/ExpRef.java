package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Exp;

final class ExpRef {
  private ExpRef() {}

  static Kernel select(Exp op, Signature signature) {
    return UnaryRef.of(signature, dev.culebra.math.Exp::exp, StrictMath::exp);
  }
}
