package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Softplus;
import java.util.List;

final class SoftplusCases {
  private SoftplusCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Softplus(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
