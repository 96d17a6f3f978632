package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ArgMin;

final class ArgMinRef {
  private ArgMinRef() {}

  static Kernel select(ArgMin op, Signature signature) {
    return PositionRef.of(signature, op.axis(), -1);
  }
}
