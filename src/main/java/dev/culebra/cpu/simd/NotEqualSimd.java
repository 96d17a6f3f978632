package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.NotEqual;
import jdk.incubator.vector.VectorOperators;

final class NotEqualSimd {
  private static final BinarySimd.Loop LOOP =
      Specialized.of(BinarySimd.Loop.class, CompareLoop.class, VectorOperators.NE);

  private NotEqualSimd() {}

  static Choice select(NotEqual op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
