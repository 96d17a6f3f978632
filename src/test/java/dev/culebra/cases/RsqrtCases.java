package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Rsqrt;
import java.util.List;

final class RsqrtCases {
  private RsqrtCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Rsqrt(), Tolerance.EXACT, Values.POSITIVE, Values.POSITIVE);
  }
}
