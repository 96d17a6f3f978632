package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Fill;

final class FillRef {
  private FillRef() {}

  static Kernel select(Fill op, Signature signature) {
    long elements = op.type().elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long i = 0; i < elements; i++) {
            outputs.get(0).set(i, op.number());
          }
        });
  }
}
