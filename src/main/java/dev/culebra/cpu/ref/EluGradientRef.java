package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.EluGradient;

final class EluGradientRef {
  private EluGradientRef() {}

  static Kernel select(EluGradient op, Signature signature) {
    float alpha = (float) op.alpha();
    return BinaryRef.of(
        signature,
        (gradient, output) -> output > 0 ? gradient : gradient * (output + alpha),
        (gradient, output) -> output > 0 ? gradient : gradient * (output + op.alpha()));
  }
}
