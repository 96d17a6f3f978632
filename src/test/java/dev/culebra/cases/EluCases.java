package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Elu;
import java.util.ArrayList;
import java.util.List;

final class EluCases {
  private EluCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(
            UnaryCases.of(new Elu(1.0), Tolerance.ELEMENTWISE, Values.AWAY, Values.WIDE));
    cases.add(
        Case.of("kink", new Elu(1.0), Tolerance.ELEMENTWISE).input(Values.WHOLE, 65).notSmooth());
    return cases;
  }
}
