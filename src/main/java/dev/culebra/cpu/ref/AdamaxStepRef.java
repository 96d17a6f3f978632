package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamaxStep;

final class AdamaxStepRef {
  private AdamaxStepRef() {}

  static Kernel select(AdamaxStep op, Signature signature) {
    long elements = signature.input(0).elements();
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          if (inputs.get(5).get(0) == 0) {
            Unchanged.copy(inputs, outputs, elements, 0, 2, 3);
            return;
          }
          double stepSize = inputs.get(4).get(0);
          for (long i = 0; i < elements; i++) {
            double parameter = inputs.get(0).get(i);
            double gradient = inputs.get(1).get(i) + op.weightDecay() * parameter;
            double first = inputs.get(2).get(i);
            first += (gradient - first) * (1 - op.beta1());
            double norm =
                Math.max(op.beta2() * inputs.get(3).get(i), Math.abs(gradient) + op.epsilon());
            outputs.get(0).set(i, parameter - stepSize * first / norm);
            outputs.get(1).set(i, first);
            outputs.get(2).set(i, norm);
          }
        });
  }
}
