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
        of("either", 1, Values.POSITIVE, Values.ONE),
        of("below", 5, Values.POSITIVE, Values.ONE),
        of("vanishing", 1e-46, Values.POSITIVE, Values.ONE),
        of("zero", 1, Values.ZERO, Values.ONE),
        of("not_finite", 1, Values.POSITIVE, Values.ZERO),
        of("no_number", 1, Values.NOT_A_NUMBER, Values.ZERO));
  }

  private static Case of(String name, double maximum, Values norm, Values finite) {
    return Case.of(name, new ClipScale(maximum), Tolerance.EXACT)
        .input(norm)
        .input(finite)
        .notSmooth();
  }
}
