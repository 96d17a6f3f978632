package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.ClipScale;
import java.util.List;

final class ClipScaleCases {
  private ClipScaleCases() {}

  static List<Case> cases() {
    return List.of(
        Case.of("either", new ClipScale(1), Tolerance.EXACT).input(Values.POSITIVE).notSmooth(),
        Case.of("below", new ClipScale(5), Tolerance.EXACT).input(Values.POSITIVE).notSmooth(),
        Case.of("zero", new ClipScale(1), Tolerance.EXACT).input(Values.ZERO).notSmooth());
  }
}
