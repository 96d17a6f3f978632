package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Maximum;

final class MaximumRef {
  private MaximumRef() {}

  static Kernel select(Maximum op, Signature signature) {
    return BinaryRef.ofNumbers(signature, Math::max, Math::max);
  }
}
