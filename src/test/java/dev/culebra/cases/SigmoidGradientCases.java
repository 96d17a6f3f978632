package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.op.SigmoidGradient;
import java.util.List;

final class SigmoidGradientCases {
  private SigmoidGradientCases() {}

  static List<Case> cases() {
    return GradientCases.of(new SigmoidGradient(), Values.UNIT);
  }
}
