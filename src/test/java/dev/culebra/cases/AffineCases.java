package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Affine;
import java.util.List;

final class AffineCases {
  private AffineCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Affine(1.7, -0.3), Tolerance.EXACT, Values.NORMAL, Values.WIDE);
  }
}
