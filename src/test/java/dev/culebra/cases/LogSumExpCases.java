package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.op.LogSumExp;
import java.util.List;

final class LogSumExpCases {
  private LogSumExpCases() {}

  static List<Case> cases() {
    return SoftmaxShapes.of(LogSumExp::new);
  }
}
