package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Greater;
import java.util.List;

final class GreaterCases {
  private GreaterCases() {}

  static List<Case> cases() {
    return BinaryCases.of(new Greater(), Tolerance.EXACT, Values.WHOLE, Values.WHOLE).stream()
        .map(Case::notSmooth)
        .toList();
  }
}
