package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdagradStep;

final class AdagradStepRef {
  private AdagradStepRef() {}

  static Kernel select(AdagradStep op, Signature signature) {
    long elements = signature.input(0).elements();
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          if (inputs.get(4).get(0) == 0) {
            Unchanged.copy(inputs, outputs, elements, 0, 2);
            return;
          }
          double rate = inputs.get(3).get(0);
          for (long i = 0; i < elements; i++) {
            double parameter = inputs.get(0).get(i);
            double gradient = inputs.get(1).get(i) + op.weightDecay() * parameter;
            double sum = inputs.get(2).get(i) + gradient * gradient;
            outputs.get(0).set(i, parameter - rate * gradient / (Math.sqrt(sum) + op.epsilon()));
            outputs.get(1).set(i, sum);
          }
        });
  }
}
