package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.AllReduceEnd;
import dev.culebra.op.AllReduceStart;
import java.util.ArrayList;
import java.util.List;

/** Sums over the one device that a case has. */
final class AllReduceCases {
  private AllReduceCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Op op : List.of(new AllReduceStart(), new AllReduceEnd())) {
      for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65}) {
        cases.add(Case.of("size" + size, op, Tolerance.EXACT).input(size).notSmooth());
      }
      cases.add(
          Case.of("several", op, Tolerance.EXACT)
              .input(5, 7)
              .input()
              .input(0)
              .input(Values.SOME_NAN, 33)
              .notSmooth());
    }
    return cases;
  }
}
