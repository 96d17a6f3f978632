package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BernoulliLogits;
import jdk.incubator.vector.FloatVector;

final class BernoulliLogitsSimd {
  private static final BinarySimd.Loop LOOP = BinarySimd.loop(BernoulliLogitsSimd::loss);

  private BernoulliLogitsSimd() {}

  static Choice select(BernoulliLogits op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }

  static FloatVector loss(FloatVector logit, FloatVector target) {
    FloatVector linear = logit.neg().fma(target, logit.max(0));
    return linear.add(VectorActivation.softplusTail(logit));
  }
}
