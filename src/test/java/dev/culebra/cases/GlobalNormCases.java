package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.GlobalNorm;
import java.util.ArrayList;
import java.util.List;

final class GlobalNormCases {
  private GlobalNormCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size).input(size).terms(size).notSmooth());
    }
    cases.add(of("several").input(5, 7).input().input(0).input(33).terms(69).notSmooth());
    return cases;
  }

  private static Case of(String name) {
    return Case.of(name, new GlobalNorm(), Tolerance.REDUCTION);
  }
}
