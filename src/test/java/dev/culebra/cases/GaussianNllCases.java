package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.GaussianNll;
import java.util.ArrayList;
import java.util.List;

final class GaussianNllCases {
  private GaussianNllCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("size" + size).input(size).input(size).input(size));
    }
    cases.add(of("scalars").input().input().input());
    cases.add(of("plain").input(6, 5).input(6, 5).input(6, 5));
    cases.add(of("one_variance").input(5, 7).input().input(5, 7).terms(35));
    cases.add(of("variance_per_element").input(5, 33).input(33).input(5, 33));
    cases.add(of("variance_per_row").input(5, 33).input(5, 1).input(5, 33));
    cases.add(of("variance_in_the_middle").input(2, 3, 4).input(3, 1).input(2, 3, 4));
    return cases;
  }

  private static Case of(String name) {
    return Case.of(name, new GaussianNll(), Tolerance.ELEMENTWISE);
  }
}
