package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Tanh;
import java.util.List;

final class TanhCases {
  private TanhCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Tanh(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
