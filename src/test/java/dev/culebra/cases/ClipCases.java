package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Clip;
import java.util.ArrayList;
import java.util.List;

final class ClipCases {
  private ClipCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(
            UnaryCases.of(new Clip(-0.45, 3.5), Tolerance.EXACT, Values.AWAY, Values.WIDE));
    Clip above = new Clip(0, Double.POSITIVE_INFINITY);
    cases.add(Case.of("below_only", above, Tolerance.EXACT).input(Values.AWAY, 65));
    Clip whole = new Clip(-1, 2);
    cases.add(Case.of("at_bounds", whole, Tolerance.EXACT).input(Values.WHOLE, 65).notSmooth());
    cases.add(Case.of("nan", whole, Tolerance.EXACT).input(Values.NOT_A_NUMBER, 37).notSmooth());
    return cases;
  }
}
