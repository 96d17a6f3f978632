package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Philox;
import dev.culebra.op.VqRevive;
import dev.culebra.op.VqSizes;
import java.util.List;

final class VqReviveRef {
  private VqReviveRef() {}

  static Kernel select(VqRevive op, Signature signature) {
    VqSizes sizes = VqSizes.of(signature.input(3), signature.input(0));
    return new StateRef(
        RefKernel.of(
            signature,
            (inputs, outputs) -> {
              boolean possible = inputs.get(5).get(0) != 0 && sizes.samples() > 0;
              int codes = sizes.heads() * sizes.codes();
              for (int code = 0; code < codes; code++) {
                boolean dead = possible && inputs.get(1).get(code) < op.threshold();
                outputs.get(1).set(code, dead ? op.threshold() : inputs.get(1).get(code));
                if (dead) {
                  revive(op, sizes, code, inputs, outputs);
                } else {
                  keep(sizes.depth(), code, inputs, outputs);
                }
              }
            }));
  }

  private static void keep(int depth, int code, List<Cells> inputs, List<Cells> outputs) {
    for (int i = code * depth; i < (code + 1) * depth; i++) {
      outputs.get(0).set(i, inputs.get(0).get(i));
      outputs.get(2).set(i, inputs.get(2).get(i));
    }
  }

  private static void revive(
      VqRevive op, VqSizes sizes, int code, List<Cells> inputs, List<Cells> outputs) {
    Cells counter = inputs.get(4);
    int word =
        Philox.word(counter.whole(0), (int) counter.whole(1), op.stream(), counter.whole(2) + code);
    int depth = sizes.depth();
    int head = code / sizes.codes();
    long row = (long) VqRevive.draw(word, sizes.samples()) * sizes.heads() + head;
    for (int j = 0; j < depth; j++) {
      double value = inputs.get(3).get(row * depth + j);
      outputs.get(0).set((long) code * depth + j, value);
      outputs.get(2).set((long) code * depth + j, value * op.threshold());
    }
  }
}
