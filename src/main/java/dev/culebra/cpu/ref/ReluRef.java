package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Relu;

final class ReluRef {
  private ReluRef() {}

  static Kernel select(Relu op, Signature signature) {
    return UnaryRef.of(signature, value -> value <= 0 ? 0 : value, value -> value <= 0 ? 0 : value);
  }
}
