package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AllFinite;

final class AllFiniteRef {
  private AllFiniteRef() {}

  static Kernel select(AllFinite op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          boolean finite = true;
          for (int input = 0; input < inputs.size(); input++) {
            for (long i = 0; i < signature.input(input).elements(); i++) {
              finite &= Double.isFinite(inputs.get(input).get(i));
            }
          }
          outputs.get(0).set(0, finite ? 1 : 0);
        });
  }
}
