package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Minimum;

final class MinimumRef {
  private MinimumRef() {}

  static Kernel select(Minimum op, Signature signature) {
    return BinaryRef.ofNumbers(signature, Math::min, Math::min);
  }
}
