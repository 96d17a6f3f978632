package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.ArgMin;
import java.util.List;

final class ArgMinCases {
  private ArgMinCases() {}

  static List<Case> cases() {
    return PositionCases.of(ArgMin::new);
  }
}
