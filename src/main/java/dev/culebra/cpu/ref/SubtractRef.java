package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Subtract;

final class SubtractRef {
  private SubtractRef() {}

  static Kernel select(Subtract op, Signature signature) {
    return BinaryRef.ofNumbers(
        signature, (left, right) -> left - right, (left, right) -> left - right);
  }
}
