package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.IndexRange;
import dev.culebra.op.OneHot;

final class OneHotRef {
  private OneHotRef() {}

  static Kernel select(OneHot op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long at = 0; at < signature.input(0).elements(); at++) {
            int hot = IndexRange.check(op.name(), inputs.get(0).whole(at), op.classes());
            for (int k = 0; k < op.classes(); k++) {
              outputs.get(0).set(at * op.classes() + k, k == hot ? 1 : 0);
            }
          }
        });
  }
}
