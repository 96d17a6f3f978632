package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.op.ClipGradient;
import java.util.List;

final class ClipGradientCases {
  private ClipGradientCases() {}

  static List<Case> cases() {
    return GradientCases.of(new ClipGradient(-0.45, 1), Values.SMALL);
  }
}
