package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SquaredErrorSumGradient;

final class SquaredErrorSumGradientRef {
  private SquaredErrorSumGradientRef() {}

  static Kernel select(SquaredErrorSumGradient op, Signature signature) {
    return PerSampleRef.gradient(
        signature,
        (left, right, gradient) -> gradient * (2 * (left - right)),
        (left, right, gradient) -> gradient * (2 * (left - right)));
  }
}
