package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Multiply;
import java.util.List;

final class MultiplyCases {
  private MultiplyCases() {}

  static List<Case> cases() {
    return BinaryCases.of(new Multiply(), Tolerance.EXACT, Values.NORMAL, Values.NORMAL);
  }
}
