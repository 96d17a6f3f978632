package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Gumbel;
import dev.culebra.op.RandomCategorical;

final class RandomCategoricalRef {
  private RandomCategoricalRef() {}

  static Kernel select(RandomCategorical op, Signature signature) {
    int classes = signature.input(0).shape().size(-1);
    long rows = signature.output(0).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          long seed = inputs.get(1).whole(0);
          int step = (int) inputs.get(1).whole(1);
          long offset = inputs.get(1).whole(2);
          for (long row = 0; row < rows; row++) {
            int drawn = 0;
            float largest = Float.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
              long i = row * classes + k;
              float noise = Gumbel.draw(seed, step, op.stream(), offset + i);
              float value = (float) inputs.get(0).get(i) + noise;
              if (value > largest) {
                largest = value;
                drawn = k;
              }
            }
            outputs.get(0).set(row, drawn);
          }
        });
  }
}
