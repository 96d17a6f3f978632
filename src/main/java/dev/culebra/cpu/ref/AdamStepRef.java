package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamStep;

final class AdamStepRef {
  private AdamStepRef() {}

  static Kernel select(AdamStep op, Signature signature) {
    long elements = signature.input(0).elements();
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          if (inputs.get(5).get(0) == 0) {
            Unchanged.copy(inputs, outputs, elements, 0, 2, 3);
            return;
          }
          double rate = inputs.get(4).get(0);
          double stepSize = inputs.get(4).get(1);
          double rootOfCorrection = inputs.get(4).get(2);
          for (long i = 0; i < elements; i++) {
            double parameter = inputs.get(0).get(i);
            double gradient = inputs.get(1).get(i);
            double first = inputs.get(2).get(i);
            double second = inputs.get(3).get(i);
            if (op.decoupled()) {
              parameter *= 1 - rate * op.weightDecay();
            } else {
              gradient += op.weightDecay() * parameter;
            }
            first += (gradient - first) * (1 - op.beta1());
            second = op.beta2() * second + (1 - op.beta2()) * gradient * gradient;
            parameter -= stepSize * first / (Math.sqrt(second) / rootOfCorrection + op.epsilon());
            outputs.get(0).set(i, parameter);
            outputs.get(1).set(i, first);
            outputs.get(2).set(i, second);
          }
        });
  }
}
