package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Normal;
import dev.culebra.op.RandomNormal;

final class RandomNormalRef {
  private RandomNormalRef() {}

  static Kernel select(RandomNormal op, Signature signature) {
    long elements = signature.output(0).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          long seed = inputs.get(0).whole(0);
          int step = (int) inputs.get(0).whole(1);
          long offset = inputs.get(0).whole(2);
          for (long i = 0; i < elements; i++) {
            outputs.get(0).set(i, Normal.draw(seed, step, op.stream(), offset + i));
          }
        });
  }
}
