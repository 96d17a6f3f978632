package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Round;

final class RoundRef {
  private RoundRef() {}

  static Kernel select(Round op, Signature signature) {
    return UnaryRef.of(signature, value -> (float) Math.rint(value), Math::rint);
  }
}
