package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Less;

final class LessRef {
  private LessRef() {}

  static Kernel select(Less op, Signature signature) {
    return BinaryRef.ofNumbers(
        signature, (left, right) -> left < right ? 1 : 0, (left, right) -> left < right ? 1 : 0);
  }
}
