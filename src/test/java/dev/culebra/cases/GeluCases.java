package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Gelu;
import java.util.ArrayList;
import java.util.List;

final class GeluCases {
  private GeluCases() {}

  static List<Case> cases() {
    List<Case> cases =
        new ArrayList<>(
            UnaryCases.of(new Gelu(false), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE));
    cases.addAll(UnaryCases.of(new Gelu(true), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE));
    return cases;
  }
}
