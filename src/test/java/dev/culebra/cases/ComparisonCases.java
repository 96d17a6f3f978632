package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Comparison;
import java.util.ArrayList;
import java.util.List;

/** The shapes at which comparisons are tried, with ties and with NaN on either side. */
final class ComparisonCases {
  private ComparisonCases() {}

  static List<Case> of(Comparison op) {
    List<Case> cases =
        new ArrayList<>(BinaryCases.of(op, Tolerance.EXACT, Values.WHOLE, Values.WHOLE));
    cases.addAll(BinaryCases.ofWhole(op));
    cases.add(nan("nan_left", op, Values.NOT_A_NUMBER, Values.WHOLE));
    cases.add(nan("nan_right", op, Values.WHOLE, Values.NOT_A_NUMBER));
    return cases.stream().map(Case::notSmooth).toList();
  }

  private static Case nan(String name, Comparison op, Values left, Values right) {
    return Case.of(name, op, Tolerance.EXACT).input(left, 37).input(right, 37);
  }
}
