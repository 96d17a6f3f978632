package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.EmaStep;
import java.util.ArrayList;
import java.util.List;

final class EmaStepCases {
  private EmaStepCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size, Values.ONE, size));
    }
    cases.add(of("scalar", Values.ONE));
    cases.add(of("not_finite", Values.ZERO, 5, 7));
    return cases;
  }

  private static Case of(String name, Values finite, int... sizes) {
    return Case.of(name, new EmaStep(0.99), Tolerance.REDUCTION)
        .input(sizes)
        .input(sizes)
        .input(finite)
        .notSmooth();
  }
}
