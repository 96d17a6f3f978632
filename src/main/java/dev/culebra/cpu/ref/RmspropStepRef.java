package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RmspropStep;

final class RmspropStepRef {
  private RmspropStepRef() {}

  static Kernel select(RmspropStep op, Signature signature) {
    return UpdateRef.step(
        signature,
        op.moments(),
        (values, rates) -> {
          double gradient = values[1] + op.weightDecay() * values[0];
          values[2] = op.alpha() * values[2] + (1 - op.alpha()) * gradient * gradient;
          double variance = values[2];
          if (op.centered()) {
            values[3] += (gradient - values[3]) * (1 - op.alpha());
            variance -= values[3] * values[3];
          }
          double direction = gradient / (Math.sqrt(variance) + op.epsilon());
          if (op.momentum() != 0) {
            int velocity = values.length - 1;
            direction += op.momentum() * values[velocity];
            values[velocity] = direction;
          }
          values[0] -= rates[0] * direction;
        });
  }
}
