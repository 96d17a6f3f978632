package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.OneHot;

final class OneHotRef {
  private OneHotRef() {}

  static Kernel select(OneHot op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          long count = signature.input(0).elements();
          GatherRef.check(op.name(), inputs.get(0), count, op.classes());
          for (long at = 0; at < count; at++) {
            long hot = inputs.get(0).whole(at);
            for (int k = 0; k < op.classes(); k++) {
              outputs.get(0).set(at * op.classes() + k, k == hot ? 1 : 0);
            }
          }
        });
  }
}
