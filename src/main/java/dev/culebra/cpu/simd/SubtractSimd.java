package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Subtract;

final class SubtractSimd {
  static final BinarySimd.Loop LOOP = BinarySimd.loop((left, right) -> left.sub(right));

  private SubtractSimd() {}

  static Choice select(Subtract op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
