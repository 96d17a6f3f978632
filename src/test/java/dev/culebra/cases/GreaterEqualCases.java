package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.GreaterEqual;
import java.util.List;

final class GreaterEqualCases {
  private GreaterEqualCases() {}

  static List<Case> cases() {
    return ComparisonCases.of(new GreaterEqual());
  }
}
