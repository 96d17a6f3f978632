package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.PackLevels;
import java.util.List;

final class PackLevelsRef {
  private PackLevelsRef() {}

  static Kernel select(PackLevels op, Signature signature) {
    List<Integer> levels = op.levels();
    long places = signature.output(0).elements();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long place = 0; place < places; place++) {
            int number = 0;
            for (int i = levels.size() - 1; i >= 0; i--) {
              int level = levels.get(i);
              double value = inputs.get(0).get(place * levels.size() + i);
              int digit = (int) Math.clamp(Math.rint(value), -level, level) + level / 2;
              number = number * level + Math.clamp(digit, 0, level - 1);
            }
            outputs.get(0).set(place, number);
          }
        });
  }
}
