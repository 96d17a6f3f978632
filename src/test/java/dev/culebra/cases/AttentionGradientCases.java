package dev.culebra.cases;

import dev.culebra.harness.Case;
import java.util.List;

final class AttentionGradientCases {
  private AttentionGradientCases() {}

  static List<Case> cases() {
    return AttentionShapes.all().stream().map(AttentionShapes.Sizes::gradient).toList();
  }
}
