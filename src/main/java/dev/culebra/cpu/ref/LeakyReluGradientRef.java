package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LeakyReluGradient;

final class LeakyReluGradientRef {
  private LeakyReluGradientRef() {}

  static Kernel select(LeakyReluGradient op, Signature signature) {
    float slope = (float) op.slope();
    return BinaryRef.of(
        signature,
        (gradient, output) -> output > 0 ? gradient : gradient * slope,
        (gradient, output) -> output > 0 ? gradient : gradient * op.slope());
  }
}
