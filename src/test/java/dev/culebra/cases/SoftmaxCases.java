package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.Softmax;
import java.util.List;

final class SoftmaxCases {
  private SoftmaxCases() {}

  static List<Case> cases() {
    return SoftmaxShapes.of(Softmax::new);
  }
}
