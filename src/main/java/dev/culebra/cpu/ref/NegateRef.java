package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Negate;

final class NegateRef {
  private NegateRef() {}

  static Kernel select(Negate op, Signature signature) {
    return UnaryRef.of(signature, value -> -value, value -> -value);
  }
}
