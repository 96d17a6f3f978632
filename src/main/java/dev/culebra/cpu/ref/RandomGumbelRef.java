package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Gumbel;
import dev.culebra.op.RandomGumbel;

final class RandomGumbelRef {
  private RandomGumbelRef() {}

  static Kernel select(RandomGumbel op, Signature signature) {
    long elements = signature.output(0).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          long seed = inputs.get(0).whole(0);
          int step = (int) inputs.get(0).whole(1);
          long offset = inputs.get(0).whole(2);
          for (long i = 0; i < elements; i++) {
            outputs.get(0).set(i, Gumbel.draw(seed, step, op.stream(), offset + i));
          }
        });
  }
}
