package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Clip;

final class ClipRef {
  private ClipRef() {}

  static Kernel select(Clip op, Signature signature) {
    float lowest = (float) op.lowest();
    float highest = (float) op.highest();
    return UnaryRef.of(
        signature,
        value -> Math.min(Math.max(value, lowest), highest),
        value -> Math.min(Math.max(value, op.lowest()), op.highest()));
  }
}
