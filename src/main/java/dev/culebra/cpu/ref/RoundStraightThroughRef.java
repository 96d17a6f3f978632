package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RoundStraightThrough;

final class RoundStraightThroughRef {
  private RoundStraightThroughRef() {}

  static Kernel select(RoundStraightThrough op, Signature signature) {
    return UnaryRef.of(signature, value -> (float) Math.rint(value), Math::rint);
  }
}
