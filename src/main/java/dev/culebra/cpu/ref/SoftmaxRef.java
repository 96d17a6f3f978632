package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Softmax;
import dev.culebra.shape.TensorType;

final class SoftmaxRef {
  private SoftmaxRef() {}

  static Kernel select(Softmax op, Signature signature) {
    TensorType type = signature.input(0);
    int count = type.shape().size(op.axis());
    return SoftmaxLines.kernel(
        signature,
        op.axis(),
        (input, output, first, stride, line) -> {
          double shift = SoftmaxLines.largest(input, first, stride, count);
          double total = SoftmaxLines.total(type, input, first, stride, count, shift);
          for (int i = 0; i < count; i++) {
            long at = first + i * stride;
            output.set(at, SoftmaxLines.exp(type, input.get(at) - shift) / total);
          }
        });
  }
}
