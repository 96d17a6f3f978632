package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Subtract;
import java.util.List;

final class SubtractCases {
  private SubtractCases() {}

  static List<Case> cases() {
    return BinaryCases.of(new Subtract(), Tolerance.EXACT, Values.NORMAL, Values.NORMAL);
  }
}
