package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LogSumExp;

final class LogSumExpSimd {
  private LogSumExpSimd() {}

  static Choice select(LogSumExp op, Signature signature) {
    return SoftmaxKernel.select(
        signature,
        op.axis(),
        lines ->
            new Passes(
                lines::largest,
                lines::bound,
                lines::totals,
                lines::totalsRest,
                lines::logarithms,
                lines::add));
  }
}
