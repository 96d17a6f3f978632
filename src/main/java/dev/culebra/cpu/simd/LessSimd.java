package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Less;
import jdk.incubator.vector.VectorOperators;

final class LessSimd {
  private static final BinarySimd.Loop LOOP =
      Specialized.of(BinarySimd.Loop.class, CompareLoop.class, VectorOperators.LT);

  private LessSimd() {}

  static Choice select(Less op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
