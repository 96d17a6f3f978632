package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.TanhGradient;

final class TanhGradientSimd {
  private static final BinarySimd.Loop LOOP =
      BinarySimd.loop(
          (gradient, output) -> gradient.mul(output.broadcast(1).sub(output).mul(output.add(1))));

  private TanhGradientSimd() {}

  static Choice select(TanhGradient op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }
}
