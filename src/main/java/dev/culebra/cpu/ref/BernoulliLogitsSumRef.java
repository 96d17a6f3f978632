package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BernoulliLogitsSum;

final class BernoulliLogitsSumRef {
  private BernoulliLogitsSumRef() {}

  static Kernel select(BernoulliLogitsSum op, Signature signature) {
    return PerSampleRef.of(signature, BernoulliLogitsRef::loss, BernoulliLogitsRef::loss);
  }
}
