package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Silu;

final class SiluRef {
  private SiluRef() {}

  static Kernel select(Silu op, Signature signature) {
    return UnaryRef.of(
        signature,
        value -> value * dev.culebra.math.Sigmoid.sigmoid(value),
        value -> value * Exact.sigmoid(value));
  }
}
