package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.EmbeddingGradient;

final class EmbeddingGradientRef {
  private EmbeddingGradientRef() {}

  static Kernel select(EmbeddingGradient op, Signature signature) {
    int elements = Math.toIntExact(op.table().elements());
    int depth = op.table().size(-1);
    long places = signature.input(1).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double[] totals = new double[elements];
          for (long place = 0; place < places; place++) {
            int number = (int) inputs.get(1).get(place);
            int row = (int) EmbeddingRef.row(op.name(), op.table(), number, place);
            for (int i = 0; i < depth; i++) {
              totals[row * depth + i] += inputs.get(0).get(place * depth + i);
            }
          }
          for (int i = 0; i < elements; i++) {
            outputs.get(0).set(i, totals[i]);
          }
        });
  }
}
