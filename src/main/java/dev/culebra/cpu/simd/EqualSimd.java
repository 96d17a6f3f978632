package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Equal;
import jdk.incubator.vector.VectorOperators;

final class EqualSimd {
  private static final BinarySimd.Loop LOOP =
      Specialized.of(BinarySimd.Loop.class, CompareLoop.class, VectorOperators.EQ);

  private EqualSimd() {}

  static Choice select(Equal op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
