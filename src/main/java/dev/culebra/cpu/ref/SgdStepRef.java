package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SgdStep;

final class SgdStepRef {
  private SgdStepRef() {}

  static Kernel select(SgdStep op, Signature signature) {
    return UpdateRef.step(
        signature,
        1,
        (values, rates) -> {
          double gradient = values[1] + op.weightDecay() * values[0];
          values[2] = op.momentum() * values[2] + gradient;
          values[0] -=
              rates[0] * (op.nesterov() ? gradient + op.momentum() * values[2] : values[2]);
        });
  }
}
