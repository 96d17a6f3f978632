package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Philox;
import dev.culebra.op.RandomPermutation;
import java.util.Arrays;

final class RandomPermutationRef {
  private RandomPermutationRef() {}

  static Kernel select(RandomPermutation op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          long seed = inputs.get(0).whole(0);
          int step = (int) inputs.get(0).whole(1);
          long offset = inputs.get(0).whole(2);
          long[] keys = new long[op.count()];
          for (int i = 0; i < keys.length; i++) {
            // The sign flipped: sorting then compares the words as unsigned numbers.
            int word = Philox.word(seed, step, op.stream(), offset + i) ^ Integer.MIN_VALUE;
            keys[i] = (long) word << 32 | i;
          }
          Arrays.sort(keys);
          for (int i = 0; i < keys.length; i++) {
            outputs.get(0).set(i, (int) keys[i]);
          }
        });
  }
}
