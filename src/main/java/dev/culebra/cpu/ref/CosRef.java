package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.SinCos;
import dev.culebra.op.Cos;

final class CosRef {
  private CosRef() {}

  static Kernel select(Cos op, Signature signature) {
    return UnaryRef.of(signature, SinCos::cos, StrictMath::cos);
  }
}
