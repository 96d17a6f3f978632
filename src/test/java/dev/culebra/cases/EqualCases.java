package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Equal;
import java.util.List;

final class EqualCases {
  private EqualCases() {}

  static List<Case> cases() {
    return BinaryCases.of(new Equal(), Tolerance.EXACT, Values.WHOLE, Values.WHOLE).stream()
        .map(Case::notSmooth)
        .toList();
  }
}
