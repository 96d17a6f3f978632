package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Elu;

final class EluRef {
  private EluRef() {}

  static Kernel select(Elu op, Signature signature) {
    float alpha = (float) op.alpha();
    return UnaryRef.of(
        signature,
        value -> value > 0 ? value : dev.culebra.math.Expm1.expm1(value) * alpha,
        value -> value > 0 ? value : StrictMath.expm1(value) * op.alpha());
  }
}
