package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.LessEqual;
import java.util.List;

final class LessEqualCases {
  private LessEqualCases() {}

  static List<Case> cases() {
    return ComparisonCases.of(new LessEqual());
  }
}
