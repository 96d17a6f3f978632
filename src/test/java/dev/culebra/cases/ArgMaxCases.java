package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.ArgMax;
import java.util.List;

final class ArgMaxCases {
  private ArgMaxCases() {}

  static List<Case> cases() {
    return PositionCases.of(ArgMax::new);
  }
}
