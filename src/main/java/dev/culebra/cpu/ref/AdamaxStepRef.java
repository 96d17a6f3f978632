package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamaxStep;

final class AdamaxStepRef {
  private AdamaxStepRef() {}

  static Kernel select(AdamaxStep op, Signature signature) {
    return UpdateRef.step(
        signature,
        2,
        (values, rates) -> {
          double gradient = values[1] + op.weightDecay() * values[0];
          values[2] += (gradient - values[2]) * (1 - op.beta1());
          values[3] = Math.max(op.beta2() * values[3], Math.abs(gradient) + op.epsilon());
          values[0] -= rates[0] * values[2] / values[3];
        });
  }
}
