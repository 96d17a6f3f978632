package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdagradStep;

final class AdagradStepRef {
  private AdagradStepRef() {}

  static Kernel select(AdagradStep op, Signature signature) {
    return UpdateRef.step(
        signature,
        1,
        (values, rates) -> {
          double gradient = values[1] + op.weightDecay() * values[0];
          values[2] += gradient * gradient;
          values[0] -= rates[0] * gradient / (Math.sqrt(values[2]) + op.epsilon());
        });
  }
}
