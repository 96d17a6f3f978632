package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.op.LeakyReluGradient;
import java.util.List;

final class LeakyReluGradientCases {
  private LeakyReluGradientCases() {}

  static List<Case> cases() {
    return GradientCases.of(new LeakyReluGradient(0.2), Values.AWAY);
  }
}
