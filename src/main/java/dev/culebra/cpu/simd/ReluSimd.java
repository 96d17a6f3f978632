package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Relu;
import jdk.incubator.vector.VectorOperators;

final class ReluSimd {
  private static final UnarySimd.Loop LOOP =
      UnarySimd.loop(value -> value.blend(0, value.compare(VectorOperators.LE, 0)));

  private ReluSimd() {}

  static Choice select(Relu op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
