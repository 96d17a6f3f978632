package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamStep;

final class AdamStepRef {
  private AdamStepRef() {}

  static Kernel select(AdamStep op, Signature signature) {
    return UpdateRef.step(
        signature,
        2,
        (values, rates) -> {
          if (op.decoupled()) {
            values[0] *= 1 - rates[0] * op.weightDecay();
          } else {
            values[1] += op.weightDecay() * values[0];
          }
          double gradient = values[1];
          values[2] += (gradient - values[2]) * (1 - op.beta1());
          values[3] = op.beta2() * values[3] + (1 - op.beta2()) * gradient * gradient;
          values[0] -= rates[1] * values[2] / (Math.sqrt(values[3]) / rates[2] + op.epsilon());
        });
  }
}
