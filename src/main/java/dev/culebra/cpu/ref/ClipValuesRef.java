package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ClipValues;

final class ClipValuesRef {
  private ClipValuesRef() {}

  static Kernel select(ClipValues op, Signature signature) {
    float limit = (float) op.limit();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (int input = 0; input < inputs.size(); input++) {
            for (long i = 0; i < signature.input(input).elements(); i++) {
              double value = inputs.get(input).get(i);
              outputs.get(input).set(i, Math.min(Math.max(value, -limit), limit));
            }
          }
        });
  }
}
