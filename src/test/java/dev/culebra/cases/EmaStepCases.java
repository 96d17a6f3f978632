package dev.culebra.cases;

import static dev.culebra.harness.Values.NORMAL;

import dev.culebra.harness.Case;
import dev.culebra.op.EmaStep;
import java.util.List;

final class EmaStepCases {
  private EmaStepCases() {}

  static List<Case> cases() {
    return new UpdateCases(new EmaStep(0.99), 0, NORMAL, NORMAL).all();
  }
}
