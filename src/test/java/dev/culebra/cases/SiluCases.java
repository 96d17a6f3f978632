package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Silu;
import java.util.List;

final class SiluCases {
  private SiluCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Silu(), Tolerance.ELEMENTWISE, Values.NORMAL, Values.WIDE);
  }
}
