package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ReluGradient;

final class ReluGradientRef {
  private ReluGradientRef() {}

  static Kernel select(ReluGradient op, Signature signature) {
    return BinaryRef.of(
        signature,
        (gradient, output) -> output > 0 ? gradient : 0,
        (gradient, output) -> output > 0 ? gradient : 0);
  }
}
