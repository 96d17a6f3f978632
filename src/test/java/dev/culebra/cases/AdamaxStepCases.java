package dev.culebra.cases;

import static dev.culebra.harness.Values.NORMAL;
import static dev.culebra.harness.Values.POSITIVE;

import dev.culebra.harness.Case;
import dev.culebra.op.AdamaxStep;
import java.util.ArrayList;
import java.util.List;

final class AdamaxStepCases {
  private AdamaxStepCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>(of(0).all());
    cases.addAll(of(0.1).some("weight_decay"));
    return cases;
  }

  private static UpdateCases of(double weightDecay) {
    AdamaxStep op = new AdamaxStep(0.9, 0.999, 1e-8, weightDecay);
    return new UpdateCases(op, 1, NORMAL, NORMAL, NORMAL, POSITIVE);
  }
}
