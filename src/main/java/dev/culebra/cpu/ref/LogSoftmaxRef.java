package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LogSoftmax;
import dev.culebra.shape.TensorType;

final class LogSoftmaxRef {
  private LogSoftmaxRef() {}

  static Kernel select(LogSoftmax op, Signature signature) {
    TensorType type = signature.input(0);
    int count = type.shape().size(op.axis());
    return SoftmaxLines.kernel(
        signature,
        op.axis(),
        (input, output, first, stride, line) -> {
          double shift = SoftmaxLines.largest(input, first, stride, count);
          double total = SoftmaxLines.total(type, input, first, stride, count, shift);
          double log = SoftmaxLines.log(type, total);
          for (int i = 0; i < count; i++) {
            long at = first + i * stride;
            output.set(at, input.get(at) - shift - log);
          }
        });
  }
}
