package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sqrt;

final class SqrtRef {
  private SqrtRef() {}

  static Kernel select(Sqrt op, Signature signature) {
    return UnaryRef.of(signature, value -> (float) Math.sqrt(value), Math::sqrt);
  }
}
