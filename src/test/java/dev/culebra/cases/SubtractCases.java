package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Subtract;
import java.util.ArrayList;
import java.util.List;

final class SubtractCases {
  private SubtractCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(
            BinaryCases.of(new Subtract(), Tolerance.EXACT, Values.NORMAL, Values.NORMAL));
    cases.addAll(BinaryCases.ofWhole(new Subtract()));
    return cases;
  }
}
