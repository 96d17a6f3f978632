package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Floor;
import java.util.ArrayList;
import java.util.List;

final class FloorCases {
  private FloorCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(UnaryCases.of(new Floor(), Tolerance.EXACT, Values.NORMAL, Values.WIDE));
    cases.add(Case.of("halves", new Floor(), Tolerance.EXACT).input(Values.HALVES, 37));
    cases.add(Case.of("nan", new Floor(), Tolerance.EXACT).input(Values.NOT_A_NUMBER, 37));
    cases.add(Case.of("infinite", new Floor(), Tolerance.EXACT).input(Values.INFINITE, 37));
    // Steps lie anywhere among random inputs, where differences see a jump.
    cases.replaceAll(Case::notSmooth);
    return cases;
  }
}
