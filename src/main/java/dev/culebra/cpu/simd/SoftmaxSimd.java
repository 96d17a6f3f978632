package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Softmax;

final class SoftmaxSimd {
  private SoftmaxSimd() {}

  static Choice select(Softmax op, Signature signature) {
    return SoftmaxKernel.select(
        signature,
        op.axis(),
        lines ->
            new Passes(
                lines::largest, lines::exponentials, lines::exponentialsRest, lines::divide));
  }
}
