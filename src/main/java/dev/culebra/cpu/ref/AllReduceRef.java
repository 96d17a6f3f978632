package dev.culebra.cpu.ref;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;

/** Sums over the one device that there is: copies. */
final class AllReduceRef {
  private AllReduceRef() {}

  static Kernel select(Op op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (int input = 0; input < inputs.size(); input++) {
            for (long i = 0; i < signature.input(input).elements(); i++) {
              outputs.get(input).set(i, inputs.get(input).get(i));
            }
          }
        });
  }
}
