package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Square;

final class SquareRef {
  private SquareRef() {}

  static Kernel select(Square op, Signature signature) {
    return UnaryRef.of(signature, value -> value * value, value -> value * value);
  }
}
