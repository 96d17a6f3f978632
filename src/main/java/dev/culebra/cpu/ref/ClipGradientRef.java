package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ClipGradient;

final class ClipGradientRef {
  private ClipGradientRef() {}

  static Kernel select(ClipGradient op, Signature signature) {
    float lowest = (float) op.lowest();
    float highest = (float) op.highest();
    return BinaryRef.of(
        signature,
        (gradient, input) -> lowest <= input && input <= highest ? gradient : 0,
        (gradient, input) -> op.lowest() <= input && input <= op.highest() ? gradient : 0);
  }
}
