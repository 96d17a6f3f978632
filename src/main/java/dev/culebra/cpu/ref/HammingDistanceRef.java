package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.HammingDistance;
import dev.culebra.shape.Shape;

final class HammingDistanceRef {
  private HammingDistanceRef() {}

  static Kernel select(HammingDistance op, Signature signature) {
    Shape output = signature.output(0).shape();
    int words = signature.input(0).shape().size(1);
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (int query = 0; query < output.size(0); query++) {
            for (int item = 0; item < output.size(1); item++) {
              int different = 0;
              for (int word = 0; word < words; word++) {
                long left = inputs.get(0).whole((long) query * words + word);
                long right = inputs.get(1).whole((long) item * words + word);
                different += Long.bitCount(left ^ right);
              }
              outputs.get(0).set((long) query * output.size(1) + item, different);
            }
          }
        });
  }
}
