package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ArgMax;

final class ArgMaxRef {
  private ArgMaxRef() {}

  static Kernel select(ArgMax op, Signature signature) {
    return PositionRef.of(signature, op.axis(), 1);
  }
}
