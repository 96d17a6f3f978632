package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.TanhGradient;

final class TanhGradientRef {
  private TanhGradientRef() {}

  static Kernel select(TanhGradient op, Signature signature) {
    return BinaryRef.of(
        signature,
        (gradient, output) -> gradient * ((1 - output) * (1 + output)),
        (gradient, output) -> gradient * ((1 - output) * (1 + output)));
  }
}
