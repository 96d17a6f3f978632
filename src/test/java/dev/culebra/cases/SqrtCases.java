package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Sqrt;
import java.util.List;

final class SqrtCases {
  private SqrtCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Sqrt(), Tolerance.EXACT, Values.POSITIVE, Values.POSITIVE);
  }
}
