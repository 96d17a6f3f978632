package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.CrossEntropy;
import dev.culebra.shape.TensorType;

final class CrossEntropyRef {
  private CrossEntropyRef() {}

  static Kernel select(CrossEntropy op, Signature signature) {
    TensorType type = signature.input(0);
    int classes = type.shape().size(-1);
    long rows = signature.output(0).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          Cells logits = inputs.get(0);
          for (long row = 0; row < rows; row++) {
            long first = row * classes;
            int target = (int) inputs.get(1).get(row);
            double loss = Double.NaN;
            if (0 <= target && target < classes) {
              double shift = SoftmaxLines.largest(logits, first, 1, classes);
              double total = SoftmaxLines.total(type, logits, first, 1, classes, shift);
              loss = SoftmaxLines.log(type, total) + (shift - logits.get(first + target));
            }
            outputs.get(0).set(row, loss);
          }
        });
  }
}
