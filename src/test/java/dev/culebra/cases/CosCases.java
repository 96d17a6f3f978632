package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Cos;
import java.util.List;

final class CosCases {
  private CosCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Cos(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
