package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SquaredErrorSum;

final class SquaredErrorSumRef {
  private SquaredErrorSumRef() {}

  static Kernel select(SquaredErrorSum op, Signature signature) {
    return PerSampleRef.of(
        signature,
        (left, right) -> (left - right) * (left - right),
        (left, right) -> (left - right) * (left - right));
  }
}
