package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Greater;
import jdk.incubator.vector.VectorOperators;

final class GreaterSimd {
  private static final BinarySimd.Loop LOOP =
      Specialized.of(BinarySimd.Loop.class, CompareLoop.class, VectorOperators.GT);

  private GreaterSimd() {}

  static Choice select(Greater op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
