package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Multiply;

final class MultiplyRef {
  private MultiplyRef() {}

  static Kernel select(Multiply op, Signature signature) {
    return BinaryRef.ofNumbers(
        signature, (left, right) -> left * right, (left, right) -> left * right);
  }
}
