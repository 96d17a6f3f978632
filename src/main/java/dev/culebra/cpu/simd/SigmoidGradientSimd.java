package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SigmoidGradient;

final class SigmoidGradientSimd {
  private static final BinarySimd.Loop LOOP =
      BinarySimd.loop(
          (gradient, output) -> gradient.mul(output.mul(output.broadcast(1).sub(output))));

  private SigmoidGradientSimd() {}

  static Choice select(SigmoidGradient op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
