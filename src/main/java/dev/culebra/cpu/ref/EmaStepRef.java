package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.ManyTensors;
import dev.culebra.kernel.Signature;
import dev.culebra.op.EmaStep;

final class EmaStepRef {
  private EmaStepRef() {}

  static Kernel select(EmaStep op, Signature signature) {
    return new UpdateRef(
        new ManyTensors(signature, 2, 0),
        (values, _) -> values[0] += (values[1] - values[0]) * (1 - op.decay()));
  }
}
