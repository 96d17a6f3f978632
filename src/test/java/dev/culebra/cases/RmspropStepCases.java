package dev.culebra.cases;

import static dev.culebra.harness.Values.ABOVE;
import static dev.culebra.harness.Values.NORMAL;
import static dev.culebra.harness.Values.SMALL;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.op.RmspropStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

final class RmspropStepCases {
  private RmspropStepCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>(of(0, 0, false).all());
    cases.addAll(of(0.1, 0, false).some("weight_decay"));
    cases.addAll(of(0, 0, true).some("centered"));
    cases.addAll(of(0.1, 0.9, false).some("momentum"));
    cases.addAll(of(0, 0.9, true).some("both"));
    return cases;
  }

  private static UpdateCases of(double weightDecay, double momentum, boolean centered) {
    RmspropStep op = new RmspropStep(0.99, 1e-8, weightDecay, momentum, centered);
    List<Values> kinds = new ArrayList<>(List.of(NORMAL, NORMAL, ABOVE));
    kinds.addAll(Collections.nCopies(op.moments() - 1, SMALL));
    return new UpdateCases(op, 1, kinds.toArray(Values[]::new));
  }
}
