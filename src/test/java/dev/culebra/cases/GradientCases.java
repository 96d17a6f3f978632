package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import java.util.ArrayList;
import java.util.List;

/** The shapes at which the one-pass gradients of activations are tried. */
final class GradientCases {
  private GradientCases() {}

  static List<Case> of(Op op, Values output) {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(Case.of("size" + size, op, Tolerance.EXACT).input(size).input(output, size));
    }
    cases.add(Case.of("plain", op, Tolerance.EXACT).input(5, 7).input(output, 5, 7));
    cases.add(Case.of("zeros", op, Tolerance.EXACT).input(65).input(Values.WHOLE, 65).notSmooth());
    return cases;
  }
}
