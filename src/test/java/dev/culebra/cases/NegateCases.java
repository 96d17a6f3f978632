package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Negate;
import java.util.List;

final class NegateCases {
  private NegateCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Negate(), Tolerance.EXACT, Values.NORMAL, Values.WIDE);
  }
}
