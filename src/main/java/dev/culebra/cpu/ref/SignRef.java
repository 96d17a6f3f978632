package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sign;

final class SignRef {
  private SignRef() {}

  static Kernel select(Sign op, Signature signature) {
    return UnaryRef.of(signature, Math::signum, Math::signum);
  }
}
