package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ReluGradient;
import jdk.incubator.vector.VectorOperators;

final class ReluGradientSimd {
  private static final BinarySimd.Loop LOOP =
      BinarySimd.loop(
          (gradient, output) ->
              gradient.broadcast(0).blend(gradient, output.compare(VectorOperators.GT, 0)));

  private ReluGradientSimd() {}

  static Choice select(ReluGradient op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
