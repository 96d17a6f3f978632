package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.NotEqual;
import java.util.List;

final class NotEqualCases {
  private NotEqualCases() {}

  static List<Case> cases() {
    return ComparisonCases.of(new NotEqual());
  }
}
