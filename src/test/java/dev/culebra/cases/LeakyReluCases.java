package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.LeakyRelu;
import java.util.ArrayList;
import java.util.List;

final class LeakyReluCases {
  private LeakyReluCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(
            UnaryCases.of(new LeakyRelu(0.2), Tolerance.EXACT, Values.AWAY, Values.WIDE));
    cases.add(
        Case.of("kink", new LeakyRelu(0.2), Tolerance.EXACT).input(Values.WHOLE, 65).notSmooth());
    return cases;
  }
}
