package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BernoulliLogitsSum;

final class BernoulliLogitsSumSimd {
  private static final PerSampleSimd.Loop LOOP = PerSampleSimd.loop(BernoulliLogitsSimd::loss);

  private BernoulliLogitsSumSimd() {}

  static Choice select(BernoulliLogitsSum op, Signature signature) {
    return PerSampleSimd.select(signature, LOOP);
  }
}
