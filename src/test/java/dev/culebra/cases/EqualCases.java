package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.Equal;
import java.util.List;

final class EqualCases {
  private EqualCases() {}

  static List<Case> cases() {
    return ComparisonCases.of(new Equal());
  }
}
