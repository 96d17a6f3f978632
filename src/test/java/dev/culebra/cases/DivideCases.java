package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Divide;
import java.util.List;

final class DivideCases {
  private DivideCases() {}

  static List<Case> cases() {
    return BinaryCases.of(new Divide(), Tolerance.EXACT, Values.NORMAL, Values.AWAY);
  }
}
