package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.CumulativeSum;
import java.util.ArrayList;
import java.util.List;

final class CumulativeSumCases {
  private CumulativeSumCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (boolean exclusive : new boolean[] {false, true}) {
      for (boolean reverse : new boolean[] {false, true}) {
        String kind = (exclusive ? "exclusive_" : "") + (reverse ? "reverse_" : "");
        for (int size : new int[] {0, 1, 3, 13, 17, 31, 64, 65}) {
          CumulativeSum last = new CumulativeSum(1, exclusive, reverse);
          cases.add(of(kind + "rows" + size, last, 5, size));
          CumulativeSum first = new CumulativeSum(0, exclusive, reverse);
          cases.add(of(kind + "columns" + size, first, 7, size));
        }
        CumulativeSum middle = new CumulativeSum(1, exclusive, reverse);
        cases.add(of(kind + "middle", middle, 3, 4, 5));
        cases.add(of(kind + "empty_batch", middle, 0, 4, 5));
        cases.add(of(kind + "empty_axis", middle, 3, 0, 5));
      }
    }
    cases.add(of("long", new CumulativeSum(0, false, false), 1000));
    return cases;
  }

  private static Case of(String name, CumulativeSum op, int... sizes) {
    return Case.of(name, op, Tolerance.REDUCTION).input(sizes).terms(sizes[op.axis()]);
  }
}
