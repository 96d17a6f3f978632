package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Multiply;
import java.util.ArrayList;
import java.util.List;

final class MultiplyCases {
  private MultiplyCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(
            BinaryCases.of(new Multiply(), Tolerance.EXACT, Values.NORMAL, Values.NORMAL));
    cases.addAll(BinaryCases.ofWhole(new Multiply()));
    return cases;
  }
}
