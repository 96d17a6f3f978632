package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.TopK;
import java.util.ArrayList;
import java.util.List;

final class TopKCases {
  private static final int SPARSE = 7;

  private TopKCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {1, 3, 7, 13, 17, 31, 64, 65}) {
      cases.add(of("rising" + size, new TopK(size, false), Values.FAR, 3, size));
      cases.add(of("falling" + size, new TopK(size, true), Values.FAR, 3, size));
      cases.add(of("half" + size, new TopK(size / 2, true), Values.FAR, 3, size));
    }
    cases.add(of("largest", new TopK(3, true), Values.FAR, 2, 3, 17));
    cases.add(of("smallest", new TopK(3, false), Values.FAR, 2, 3, 17));
    cases.add(of("line", new TopK(5, true), Values.FAR, 1000));
    cases.add(of("ties_rising", new TopK(37, false), Values.WHOLE, 3, 37).notSmooth());
    cases.add(of("ties_falling", new TopK(37, true), Values.WHOLE, 3, 37).notSmooth());
    cases.add(of("nan_rising", new TopK(37, false), Values.SOME_NAN, 9, 37).notSmooth());
    cases.add(of("nan_falling", new TopK(37, true), Values.SOME_NAN, 9, 37).notSmooth());
    cases.add(of("rows", new TopK(2, true), Values.FAR, 13, 7));
    cases.add(of("long_rising", new TopK(1000, false), Values.WHOLE, 3, 1000));
    cases.add(of("long_falling", new TopK(300, true), Values.SOME_NAN, 2, 300));
    cases.add(of("few_of_many", new TopK(77, true), Values.SOME_NAN, 2, 1500));
    cases.add(of("few_ties", new TopK(40, false), Values.WHOLE, 2, 700));
    cases.add(of("many_of_many", new TopK(1100, true), Values.SOME_NAN, 2, 1300));
    cases.add(of("none_of_many", new TopK(0, false), Values.FAR, 2, 33));
    cases.add(of("empty_batch", new TopK(2, true), Values.FAR, 0, 5));
    cases.add(of("empty_axis", new TopK(0, true), Values.FAR, 3, 0));
    return cases;
  }

  private static Case of(String name, TopK op, Values values, int... sizes) {
    Case made = Case.of(name, op, Tolerance.EXACT).input(values, sizes);
    // Among many elements some are so close that differences would swap them.
    return sizes[sizes.length - 1] <= SPARSE ? made : made.notSmooth();
  }
}
