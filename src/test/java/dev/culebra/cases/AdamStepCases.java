package dev.culebra.cases;

import static dev.culebra.harness.Values.NORMAL;
import static dev.culebra.harness.Values.POSITIVE;

import dev.culebra.harness.Case;
import dev.culebra.op.AdamStep;
import java.util.ArrayList;
import java.util.List;

final class AdamStepCases {
  private AdamStepCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>(of(0, false).all());
    cases.addAll(of(0.1, false).some("weight_decay"));
    cases.addAll(of(0.1, true).some("decoupled"));
    return cases;
  }

  private static UpdateCases of(double weightDecay, boolean decoupled) {
    AdamStep op = new AdamStep(0.9, 0.999, 1e-8, weightDecay, decoupled);
    return new UpdateCases(op, 3, NORMAL, NORMAL, NORMAL, POSITIVE);
  }
}
