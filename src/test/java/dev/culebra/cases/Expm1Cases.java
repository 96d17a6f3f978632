package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Expm1;
import java.util.List;

final class Expm1Cases {
  private Expm1Cases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Expm1(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
