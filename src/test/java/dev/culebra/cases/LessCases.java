package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.Less;
import java.util.List;

final class LessCases {
  private LessCases() {}

  static List<Case> cases() {
    return ComparisonCases.of(new Less());
  }
}
