package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GlobalNorm;

final class GlobalNormRef {
  private GlobalNormRef() {}

  static Kernel select(GlobalNorm op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double squares = 0;
          for (int input = 0; input < inputs.size(); input++) {
            for (long i = 0; i < signature.input(input).elements(); i++) {
              double value = inputs.get(input).get(i);
              squares += value * value;
            }
          }
          outputs.get(0).set(0, Math.sqrt(squares));
        });
  }
}
