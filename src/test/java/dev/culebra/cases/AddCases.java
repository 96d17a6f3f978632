package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Add;
import java.util.ArrayList;
import java.util.List;

final class AddCases {
  private AddCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(BinaryCases.of(new Add(), Tolerance.EXACT, Values.NORMAL, Values.NORMAL));
    cases.addAll(BinaryCases.ofWhole(new Add()));
    return cases;
  }
}
