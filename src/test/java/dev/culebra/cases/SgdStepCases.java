package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.SgdStep;
import java.util.ArrayList;
import java.util.List;

final class SgdStepCases {
  private SgdStepCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    SgdStep momentum = new SgdStep(0.9, false, 0);
    for (int size : new int[] {0, 1, 3, 7, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size, momentum, Values.ONE, size));
    }
    cases.add(of("scalar", momentum, Values.ONE));
    cases.add(of("plain", new SgdStep(0, false, 0), Values.ONE, 5, 7));
    cases.add(of("nesterov", new SgdStep(0.9, true, 0), Values.ONE, 5, 7));
    cases.add(of("weight_decay", new SgdStep(0.9, true, 0.1), Values.ONE, 5, 7));
    cases.add(of("not_finite", momentum, Values.ZERO, 5, 7));
    return cases;
  }

  private static Case of(String name, SgdStep op, Values finite, int... sizes) {
    return Case.of(name, op, Tolerance.REDUCTION)
        .input(sizes)
        .input(sizes)
        .input(sizes)
        .input(Values.POSITIVE, 1)
        .input(finite)
        .notSmooth();
  }
}
