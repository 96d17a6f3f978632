package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.LogSoftmax;
import java.util.List;

final class LogSoftmaxCases {
  private LogSoftmaxCases() {}

  static List<Case> cases() {
    return SoftmaxShapes.of(LogSoftmax::new);
  }
}
