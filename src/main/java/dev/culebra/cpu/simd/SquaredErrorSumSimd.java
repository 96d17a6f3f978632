package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SquaredErrorSum;

final class SquaredErrorSumSimd {
  private static final PerSampleSimd.Loop LOOP = PerSampleSimd.loop(SquaredErrorSimd::square);

  private SquaredErrorSumSimd() {}

  static Choice select(SquaredErrorSum op, Signature signature) {
    return PerSampleSimd.select(signature, LOOP);
  }
}
