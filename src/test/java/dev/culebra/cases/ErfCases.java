package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Erf;
import java.util.List;

final class ErfCases {
  private ErfCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Erf(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
