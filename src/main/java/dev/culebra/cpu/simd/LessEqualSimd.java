package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LessEqual;
import jdk.incubator.vector.VectorOperators;

final class LessEqualSimd {
  private static final BinarySimd.Loop LOOP =
      Specialized.of(BinarySimd.Loop.class, CompareLoop.class, VectorOperators.LE);

  private LessEqualSimd() {}

  static Choice select(LessEqual op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
