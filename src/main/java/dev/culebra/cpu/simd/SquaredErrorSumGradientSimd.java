package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SquaredErrorSumGradient;
import jdk.incubator.vector.FloatVector;

final class SquaredErrorSumGradientSimd {
  private static final TernarySimd.Loop LOOP =
      TernarySimd.loop(
          (left, right, gradient) -> {
            FloatVector error = left.sub(right);
            return gradient.mul(error.add(error));
          });

  private SquaredErrorSumGradientSimd() {}

  static Choice select(SquaredErrorSumGradient op, Signature signature) {
    return TernarySimd.selectPerSample(signature, 0, 1, 2, LOOP);
  }
}
