package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sigmoid;

final class SigmoidRef {
  private SigmoidRef() {}

  static Kernel select(Sigmoid op, Signature signature) {
    return UnaryRef.of(signature, dev.culebra.math.Sigmoid::sigmoid, Exact::sigmoid);
  }
}
