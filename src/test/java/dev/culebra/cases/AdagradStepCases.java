package dev.culebra.cases;

import static dev.culebra.harness.Values.NORMAL;
import static dev.culebra.harness.Values.POSITIVE;

import dev.culebra.harness.Case;
import dev.culebra.op.AdagradStep;
import java.util.ArrayList;
import java.util.List;

final class AdagradStepCases {
  private AdagradStepCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>(of(0).all());
    cases.addAll(of(0.1).some("weight_decay"));
    return cases;
  }

  private static UpdateCases of(double weightDecay) {
    return new UpdateCases(new AdagradStep(1e-10, weightDecay), 1, NORMAL, NORMAL, POSITIVE);
  }
}
