package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Divide;

final class DivideRef {
  private DivideRef() {}

  static Kernel select(Divide op, Signature signature) {
    return BinaryRef.of(signature, (left, right) -> left / right);
  }
}
