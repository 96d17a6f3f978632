package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.SquaredError;
import java.util.List;

final class SquaredErrorCases {
  private SquaredErrorCases() {}

  static List<Case> cases() {
    return BinaryCases.of(new SquaredError(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.NORMAL);
  }
}
