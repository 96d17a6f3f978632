package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.SquaredError;
import java.util.List;

final class SquaredErrorCases {
  private SquaredErrorCases() {}

  static List<Case> cases() {
    List<Case> cases =
        BinaryCases.of(new SquaredError(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.NORMAL);
    cases.add(Case.of("plain", new SquaredError(), Tolerance.ELEMENTWISE).input(6, 5).input(6, 5));
    return cases;
  }
}
