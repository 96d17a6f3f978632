package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Log;
import java.util.List;

final class LogCases {
  private LogCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Log(), Tolerance.ELEMENTWISE, Values.POSITIVE, Values.POSITIVE);
  }
}
