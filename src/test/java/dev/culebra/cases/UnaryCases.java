package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import java.util.ArrayList;
import java.util.List;

/** The shapes and ranges at which every unary element-wise operation is tried. */
final class UnaryCases {
  private UnaryCases() {}

  /** {@code wide} fills the case of that name: the far ends of the function. */
  static List<Case> of(Op op, Tolerance tolerance, Values values, Values wide) {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(Case.of("size" + size, op, tolerance).input(values, size));
    }
    cases.add(Case.of("scalar", op, tolerance).input(values));
    cases.add(Case.of("plain", op, tolerance).input(values, 5, 7));
    cases.add(Case.of("empty_batch", op, tolerance).input(values, 0, 7));
    cases.add(Case.of("wide", op, tolerance).input(wide, 37));
    return cases;
  }
}
