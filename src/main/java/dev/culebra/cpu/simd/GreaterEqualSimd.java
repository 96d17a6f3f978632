package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GreaterEqual;
import jdk.incubator.vector.VectorOperators;

final class GreaterEqualSimd {
  private static final BinarySimd.Loop LOOP =
      Specialized.of(BinarySimd.Loop.class, CompareLoop.class, VectorOperators.GE);

  private GreaterEqualSimd() {}

  static Choice select(GreaterEqual op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
