package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ClipScale;

final class ClipScaleRef {
  private ClipScaleRef() {}

  static Kernel select(ClipScale op, Signature signature) {
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          double norm = inputs.get(0).get(0);
          boolean finite = inputs.get(1).get(0) != 0;
          double factor = Math.clamp(op.maximum() / (norm + 1e-6), Float.MIN_VALUE, 1);
          outputs.get(0).set(0, finite ? factor : 0);
        });
  }
}
