package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.IndexRange;
import dev.culebra.op.PackLevels;
import dev.culebra.op.UnpackLevels;
import java.util.List;

final class UnpackLevelsRef {
  private UnpackLevelsRef() {}

  static Kernel select(UnpackLevels op, Signature signature) {
    List<Integer> levels = op.levels();
    long codes = new PackLevels(levels).codes();
    long places = signature.input(0).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long place = 0; place < places; place++) {
            IndexRange.number(op.name(), inputs.get(0).whole(place), place, codes);
          }
          for (long place = 0; place < places; place++) {
            int rest = (int) inputs.get(0).get(place);
            for (int i = 0; i < levels.size(); i++) {
              int level = levels.get(i);
              outputs.get(0).set(place * levels.size() + i, rest % level - level / 2);
              rest /= level;
            }
          }
        });
  }
}
