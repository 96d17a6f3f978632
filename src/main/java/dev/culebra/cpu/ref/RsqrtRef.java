package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Rsqrt;

final class RsqrtRef {
  private RsqrtRef() {}

  static Kernel select(Rsqrt op, Signature signature) {
    return UnaryRef.of(
        signature, value -> 1 / (float) Math.sqrt(value), value -> 1 / Math.sqrt(value));
  }
}
