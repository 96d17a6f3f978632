package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.AdamaxStep;
import java.util.ArrayList;
import java.util.List;

final class AdamaxStepCases {
  private AdamaxStepCases() {}

  static List<Case> cases() {
    AdamaxStep plain = new AdamaxStep(0.9, 0.999, 1e-8, 0);
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size, plain, Values.ONE, size));
    }
    cases.add(of("scalar", plain, Values.ONE));
    cases.add(of("weight_decay", new AdamaxStep(0.9, 0.999, 1e-8, 0.1), Values.ONE, 5, 7));

    cases.add(of("not_finite", plain, Values.ZERO, 5, 7));
    return cases;
  }

  private static Case of(String name, AdamaxStep op, Values finite, int... sizes) {
    return Case.of(name, op, Tolerance.REDUCTION)
        .input(sizes)
        .input(sizes)
        .input(sizes)
        .input(Values.POSITIVE, sizes)
        .input(Values.POSITIVE, 1)
        .input(finite)
        .notSmooth();
  }
}
