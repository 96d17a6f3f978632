package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.op.ReluGradient;
import java.util.List;

final class ReluGradientCases {
  private ReluGradientCases() {}

  static List<Case> cases() {
    return GradientCases.of(new ReluGradient(), Values.AWAY);
  }
}
