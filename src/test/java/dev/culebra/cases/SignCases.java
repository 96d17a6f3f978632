package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Sign;
import java.util.ArrayList;
import java.util.List;

final class SignCases {
  private SignCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(UnaryCases.of(new Sign(), Tolerance.EXACT, Values.AWAY, Values.WIDE));
    cases.add(Case.of("zeros", new Sign(), Tolerance.EXACT).input(Values.WHOLE, 37).notSmooth());
    cases.add(
        Case.of("nan", new Sign(), Tolerance.EXACT).input(Values.NOT_A_NUMBER, 37).notSmooth());
    cases.add(
        Case.of("infinite", new Sign(), Tolerance.EXACT).input(Values.INFINITE, 37).notSmooth());
    return cases;
  }
}
