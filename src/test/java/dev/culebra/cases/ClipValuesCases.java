package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.ClipValues;
import java.util.ArrayList;
import java.util.List;

final class ClipValuesCases {
  private ClipValuesCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size).input(size).notSmooth());
    }
    cases.add(of("several").input(5, 7).input().input(0).input(40000).input(33).notSmooth());
    cases.add(of("trio").input(5, 7).input(3).input(13).notSmooth());
    cases.add(of("infinite").input(5, 7).input(Values.INFINITE, 9).notSmooth());
    cases.add(of("not_a_number").input(Values.NOT_A_NUMBER).input(Values.SOME_NAN, 99).notSmooth());
    return cases;
  }

  private static Case of(String name) {
    return Case.of(name, new ClipValues(0.7), Tolerance.EXACT);
  }
}
