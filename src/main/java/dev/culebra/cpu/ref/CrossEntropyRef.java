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
          GatherRef.check(op.name(), inputs.get(1), rows, classes);
          for (long row = 0; row < rows; row++) {
            long first = row * classes;
            int target = (int) inputs.get(1).get(row);
            double shift = SoftmaxLines.largest(logits, first, 1, classes);
            double total = SoftmaxLines.total(type, logits, first, 1, classes, shift);
            double behind = shift - logits.get(first + target);
            outputs.get(0).set(row, SoftmaxLines.log(type, total) + behind);
          }
        });
  }
}
