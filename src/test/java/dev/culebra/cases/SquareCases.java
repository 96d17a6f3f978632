package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Square;
import java.util.List;

final class SquareCases {
  private SquareCases() {}

  static List<Case> cases() {
    return UnaryCases.of(new Square(), Tolerance.EXACT, Values.NORMAL, Values.WIDE);
  }
}
