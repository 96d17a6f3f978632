package dev.culebra.cases;

import dev.culebra.harness.Case;
import java.util.List;

final class AttentionCases {
  private AttentionCases() {}

  static List<Case> cases() {
    return AttentionShapes.all().stream().map(AttentionShapes.Sizes::forward).toList();
  }
}
