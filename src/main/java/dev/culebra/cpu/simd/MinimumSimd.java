package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Minimum;

final class MinimumSimd {
  private static final BinarySimd.Loop LOOP = BinarySimd.loop((left, right) -> left.min(right));

  private MinimumSimd() {}

  static Choice select(Minimum op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
