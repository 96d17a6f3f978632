package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Maximum;

final class MaximumSimd {
  private static final BinarySimd.Loop LOOP = BinarySimd.loop((left, right) -> left.max(right));

  private MaximumSimd() {}

  static Choice select(Maximum op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
