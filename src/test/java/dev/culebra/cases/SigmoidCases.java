package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Sigmoid;
import java.util.List;

final class SigmoidCases {
  private SigmoidCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Sigmoid(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
