package dev.culebra.cases;

import dev.culebra.harness.Case;
import java.util.List;

final class NormalizeCases {
  private NormalizeCases() {}

  static List<Case> cases() {
    return NormalizeShapes.all().stream().map(NormalizeShapes.Layout::forward).toList();
  }
}
