package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LeakyRelu;

final class LeakyReluRef {
  private LeakyReluRef() {}

  static Kernel select(LeakyRelu op, Signature signature) {
    float slope = (float) op.slope();
    return UnaryRef.of(
        signature,
        value -> value > 0 ? value : value * slope,
        value -> value > 0 ? value : value * op.slope());
  }
}
