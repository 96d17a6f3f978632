package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LogSoftmax;

final class LogSoftmaxSimd {
  private LogSoftmaxSimd() {}

  static Choice select(LogSoftmax op, Signature signature) {
    return SoftmaxKernel.select(
        signature,
        op.axis(),
        lines ->
            new Passes(
                lines::largest,
                lines::totals,
                lines::totalsRest,
                lines::logarithms,
                lines::subtract));
  }
}
