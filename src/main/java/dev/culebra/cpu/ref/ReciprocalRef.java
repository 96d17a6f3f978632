package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Reciprocal;

final class ReciprocalRef {
  private ReciprocalRef() {}

  static Kernel select(Reciprocal op, Signature signature) {
    return UnaryRef.of(signature, value -> 1 / value, value -> 1 / value);
  }
}
