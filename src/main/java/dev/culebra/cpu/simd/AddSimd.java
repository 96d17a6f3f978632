package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Add;

final class AddSimd {
  private static final BinarySimd.Loop LOOP = BinarySimd.loop((left, right) -> left.add(right));

  private AddSimd() {}

  static Choice select(Add op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
