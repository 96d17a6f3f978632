package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.EmaStep;

final class EmaStepRef {
  private EmaStepRef() {}

  static Kernel select(EmaStep op, Signature signature) {
    long elements = signature.input(0).elements();
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          if (inputs.get(2).get(0) == 0) {
            Unchanged.copy(inputs, outputs, elements, 0);
            return;
          }
          for (long i = 0; i < elements; i++) {
            double average = inputs.get(0).get(i);
            double parameter = inputs.get(1).get(i);
            outputs.get(0).set(i, average + (parameter - average) * (1 - op.decay()));
          }
        });
  }
}
