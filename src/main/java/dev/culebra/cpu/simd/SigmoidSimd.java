package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sigmoid;

final class SigmoidSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorActivation::sigmoid);

  private SigmoidSimd() {}

  static Choice select(Sigmoid op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
