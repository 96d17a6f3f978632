package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Log1p;
import java.util.List;

final class Log1pCases {
  private Log1pCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Log1p(), Tolerance.ELEMENTWISE, Values.POSITIVE, Values.UNIT);
  }
}
