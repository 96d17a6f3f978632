package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Equal;

final class EqualRef {
  private EqualRef() {}

  static Kernel select(Equal op, Signature signature) {
    return BinaryRef.ofNumbers(
        signature, (left, right) -> left == right ? 1 : 0, (left, right) -> left == right ? 1 : 0);
  }
}
