package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SigmoidGradient;

final class SigmoidGradientRef {
  private SigmoidGradientRef() {}

  static Kernel select(SigmoidGradient op, Signature signature) {
    return BinaryRef.of(
        signature,
        (gradient, output) -> gradient * (output * (1 - output)),
        (gradient, output) -> gradient * (output * (1 - output)));
  }
}
