package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Relu;
import java.util.ArrayList;
import java.util.List;

final class ReluCases {
  private ReluCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(UnaryCases.of(new Relu(), Tolerance.EXACT, Values.AWAY, Values.WIDE));
    cases.add(Case.of("kink", new Relu(), Tolerance.EXACT).input(Values.WHOLE, 65).notSmooth());
    return cases;
  }
}
