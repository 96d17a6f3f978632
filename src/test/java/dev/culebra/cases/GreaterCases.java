package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.Greater;
import java.util.List;

final class GreaterCases {
  private GreaterCases() {}

  static List<Case> cases() {
    return ComparisonCases.of(new Greater());
  }
}
