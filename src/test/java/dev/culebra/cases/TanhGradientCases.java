package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.op.TanhGradient;
import java.util.List;

final class TanhGradientCases {
  private TanhGradientCases() {}

  static List<Case> cases() {
    return GradientCases.of(new TanhGradient(), Values.UNIT);
  }
}
