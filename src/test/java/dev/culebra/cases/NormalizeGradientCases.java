package dev.culebra.cases;

import dev.culebra.harness.Case;
import java.util.List;

final class NormalizeGradientCases {
  private NormalizeGradientCases() {}

  static List<Case> cases() {
    return NormalizeShapes.all().stream().map(NormalizeShapes.Layout::gradient).toList();
  }
}
