package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.CrossEntropyGradient;
import dev.culebra.shape.TensorType;

final class CrossEntropyGradientRef {
  private CrossEntropyGradientRef() {}

  static Kernel select(CrossEntropyGradient op, Signature signature) {
    TensorType type = signature.input(0);
    int classes = type.shape().size(-1);
    long rows = signature.input(1).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          Cells logits = inputs.get(0);
          GatherRef.check(op.name(), inputs.get(1), rows, classes);
          for (long row = 0; row < rows; row++) {
            long first = row * classes;
            int target = (int) inputs.get(1).get(row);
            double gradient = inputs.get(2).get(row);
            double shift = SoftmaxLines.largest(logits, first, 1, classes);
            double total = SoftmaxLines.total(type, logits, first, 1, classes, shift);
            for (int k = 0; k < classes; k++) {
              double share = SoftmaxLines.exp(type, logits.get(first + k) - shift) / total;
              outputs.get(0).set(first + k, gradient * (k == target ? share - 1 : share));
            }
          }
        });
  }
}
