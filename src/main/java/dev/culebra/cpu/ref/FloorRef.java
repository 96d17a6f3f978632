package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Floor;

final class FloorRef {
  private FloorRef() {}

  static Kernel select(Floor op, Signature signature) {
    return UnaryRef.of(signature, value -> (float) Math.floor(value), Math::floor);
  }
}
