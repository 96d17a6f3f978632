package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Sin;
import java.util.List;

final class SinCases {
  private SinCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Sin(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
