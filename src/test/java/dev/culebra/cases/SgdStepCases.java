package dev.culebra.cases;

import static dev.culebra.harness.Values.NORMAL;

import dev.culebra.harness.Case;
import dev.culebra.op.SgdStep;
import java.util.ArrayList;
import java.util.List;

final class SgdStepCases {
  private SgdStepCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>(of(new SgdStep(0.9, false, 0)).all());
    cases.addAll(of(new SgdStep(0, false, 0)).some("plain"));
    cases.addAll(of(new SgdStep(0.9, true, 0)).some("nesterov"));
    cases.addAll(of(new SgdStep(0.9, true, 0.1)).some("weight_decay"));
    return cases;
  }

  private static UpdateCases of(SgdStep op) {
    return new UpdateCases(op, 1, NORMAL, NORMAL, NORMAL);
  }
}
