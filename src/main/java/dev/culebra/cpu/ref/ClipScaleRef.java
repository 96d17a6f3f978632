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
        (inputs, outputs) ->
            outputs.get(0).set(0, Math.min(1, op.maximum() / (inputs.get(0).get(0) + 1e-6))));
  }
}
