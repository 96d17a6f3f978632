package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Exp;
import java.util.List;

final class ExpCases {
  private ExpCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Exp(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
