package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Divide;

final class DivideSimd {
  static final BinarySimd.Loop LOOP = BinarySimd.loop((left, right) -> left.div(right));

  private DivideSimd() {}

  static Choice select(Divide op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
