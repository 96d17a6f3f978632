package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Affine;

final class AffineRef {
  private AffineRef() {}

  static Kernel select(Affine op, Signature signature) {
    float scale = (float) op.scale();
    float shift = (float) op.shift();
    return UnaryRef.of(
        signature, value -> value * scale + shift, value -> value * op.scale() + op.shift());
  }
}
