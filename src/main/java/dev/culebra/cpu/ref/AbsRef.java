package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Abs;

final class AbsRef {
  private AbsRef() {}

  static Kernel select(Abs op, Signature signature) {
    return UnaryRef.of(signature, Math::abs, Math::abs);
  }
}
