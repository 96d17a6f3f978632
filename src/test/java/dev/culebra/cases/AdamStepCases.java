package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.AdamStep;
import java.util.ArrayList;
import java.util.List;

final class AdamStepCases {
  private AdamStepCases() {}

  static List<Case> cases() {
    AdamStep plain = new AdamStep(0.9, 0.999, 1e-8, 0, false);
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size, plain, Values.ONE, size));
    }
    cases.add(of("scalar", plain, Values.ONE));
    cases.add(of("weight_decay", new AdamStep(0.9, 0.999, 1e-8, 0.1, false), Values.ONE, 5, 7));
    cases.add(of("decoupled", new AdamStep(0.9, 0.999, 1e-8, 0.1, true), Values.ONE, 5, 7));
    cases.add(of("not_finite", plain, Values.ZERO, 5, 7));
    return cases;
  }

  private static Case of(String name, AdamStep op, Values finite, int... sizes) {
    return Case.of(name, op, Tolerance.REDUCTION)
        .input(sizes)
        .input(sizes)
        .input(sizes)
        .input(Values.POSITIVE, sizes)
        .input(Values.POSITIVE, 3)
        .input(finite)
        .notSmooth();
  }
}
