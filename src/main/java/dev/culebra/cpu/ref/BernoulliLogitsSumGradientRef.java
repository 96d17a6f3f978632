package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BernoulliLogitsSumGradient;

final class BernoulliLogitsSumGradientRef {
  private BernoulliLogitsSumGradientRef() {}

  static Kernel select(BernoulliLogitsSumGradient op, Signature signature) {
    long samples = signature.input(2).elements();
    long length = samples == 0 ? 0 : signature.input(0).elements() / samples;
    boolean isDouble = Cells.isDouble(signature.input(0));
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long i = 0; i < samples * length; i++) {
            double logit = inputs.get(0).get(i);
            double target = inputs.get(1).get(i);
            double gradient = inputs.get(2).get(i / length);
            outputs
                .get(0)
                .set(
                    i,
                    isDouble
                        ? BernoulliLogitsGradientRef.slope(logit, target, gradient)
                        : BernoulliLogitsGradientRef.slope(
                            (float) logit, (float) target, (float) gradient));
          }
        });
  }
}
