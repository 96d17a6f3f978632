package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SquaredError;

final class SquaredErrorRef {
  private SquaredErrorRef() {}

  static Kernel select(SquaredError op, Signature signature) {
    return BinaryRef.of(
        signature,
        (left, right) -> (left - right) * (left - right),
        (left, right) -> (left - right) * (left - right));
  }
}
