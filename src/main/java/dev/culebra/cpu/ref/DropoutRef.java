package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Philox;
import dev.culebra.op.Dropout;

final class DropoutRef {
  private DropoutRef() {}

  static Kernel select(Dropout op, Signature signature) {
    long elements = signature.output(0).elements();
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          long seed = inputs.get(1).whole(0);
          int step = (int) inputs.get(1).whole(1);
          long offset = inputs.get(1).whole(2);
          for (long i = 0; i < elements; i++) {
            float uniform = Philox.uniform(seed, step, op.stream(), offset + i);
            double value = inputs.get(0).get(i) * op.scale();
            outputs.get(0).set(i, uniform < op.kept() ? value : 0);
          }
        });
  }
}
