package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.AdagradStep;
import java.util.ArrayList;
import java.util.List;

final class AdagradStepCases {
  private AdagradStepCases() {}

  static List<Case> cases() {
    AdagradStep plain = new AdagradStep(1e-10, 0);
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size, plain, Values.ONE, size));
    }
    cases.add(of("scalar", plain, Values.ONE));
    cases.add(of("weight_decay", new AdagradStep(1e-10, 0.1), Values.ONE, 5, 7));

    cases.add(of("not_finite", plain, Values.ZERO, 5, 7));
    return cases;
  }

  private static Case of(String name, AdagradStep op, Values finite, int... sizes) {
    return Case.of(name, op, Tolerance.REDUCTION)
        .input(sizes)
        .input(sizes)
        .input(Values.POSITIVE, sizes)
        .input(Values.POSITIVE, 1)
        .input(finite)
        .notSmooth();
  }
}
