package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Reciprocal;
import java.util.List;

final class ReciprocalCases {
  private ReciprocalCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Reciprocal(), Tolerance.EXACT, Values.AWAY, Values.AWAY);
  }
}
