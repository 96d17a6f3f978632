package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.op.EluGradient;
import java.util.List;

final class EluGradientCases {
  private EluGradientCases() {}

  static List<Case> cases() {
    return GradientCases.of(new EluGradient(1.0), Values.AWAY);
  }
}
