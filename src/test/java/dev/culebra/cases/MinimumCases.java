package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Minimum;
import java.util.ArrayList;
import java.util.List;

final class MinimumCases {
  private MinimumCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(BinaryCases.of(new Minimum(), Tolerance.EXACT, Values.AWAY, Values.SMALL));
    cases.add(
        Case.of("ties", new Minimum(), Tolerance.EXACT)
            .input(Values.WHOLE, 65)
            .input(Values.WHOLE, 65)
            .notSmooth());
    return cases;
  }
}
