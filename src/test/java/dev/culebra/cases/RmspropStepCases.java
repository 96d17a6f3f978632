package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.RmspropStep;
import java.util.ArrayList;
import java.util.List;

final class RmspropStepCases {
  private RmspropStepCases() {}

  static List<Case> cases() {
    RmspropStep plain = new RmspropStep(0.99, 1e-8, 0, 0, false);
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size, plain, Values.ONE, size));
    }
    cases.add(of("scalar", plain, Values.ONE));
    cases.add(of("weight_decay", new RmspropStep(0.99, 1e-8, 0.1, 0, false), Values.ONE, 5, 7));
    cases.add(of("centered", new RmspropStep(0.99, 1e-8, 0, 0, true), Values.ONE, 5, 7));
    cases.add(of("momentum", new RmspropStep(0.99, 1e-8, 0.1, 0.9, false), Values.ONE, 5, 7));
    cases.add(of("both", new RmspropStep(0.99, 1e-8, 0, 0.9, true), Values.ONE, 5, 7));
    cases.add(of("both_kept", new RmspropStep(0.99, 1e-8, 0, 0.9, true), Values.ZERO, 5, 7));
    cases.add(of("not_finite", plain, Values.ZERO, 5, 7));
    return cases;
  }

  private static Case of(String name, RmspropStep op, Values finite, int... sizes) {
    Case test =
        Case.of(name, op, Tolerance.REDUCTION)
            .input(sizes)
            .input(sizes)
            .input(Values.POSITIVE, sizes);
    for (int more = 1; more < op.moments(); more++) {
      // Small beside the mean square, whose root it is taken from.
      test = test.input(Values.SMALL, sizes);
    }
    return test.input(Values.POSITIVE, 1).input(finite).notSmooth();
  }
}
