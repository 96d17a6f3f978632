package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Add;

final class AddRef {
  private AddRef() {}

  static Kernel select(Add op, Signature signature) {
    return BinaryRef.ofNumbers(
        signature, (left, right) -> left + right, (left, right) -> left + right);
  }
}
