package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LogSumExp;
import dev.culebra.shape.TensorType;

final class LogSumExpRef {
  private LogSumExpRef() {}

  static Kernel select(LogSumExp op, Signature signature) {
    TensorType type = signature.input(0);
    int count = type.shape().size(op.axis());
    return SoftmaxLines.kernel(
        signature,
        op.axis(),
        (input, output, first, stride, line) -> {
          double shift = SoftmaxLines.largest(input, first, stride, count);
          double finite = Double.isInfinite(shift) ? 0 : shift;
          double total = SoftmaxLines.total(type, input, first, stride, count, finite);
          output.set(line, finite + SoftmaxLines.log(type, total));
        });
  }
}
