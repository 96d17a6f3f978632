package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.SinCos;
import dev.culebra.op.Sin;

final class SinRef {
  private SinRef() {}

  static Kernel select(Sin op, Signature signature) {
    return UnaryRef.of(signature, SinCos::sin, StrictMath::sin);
  }
}
