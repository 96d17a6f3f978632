package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Multiply;

final class MultiplySimd {
  private static final BinarySimd.Loop LOOP = BinarySimd.loop((left, right) -> left.mul(right));

  private MultiplySimd() {}

  static Choice select(Multiply op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
