package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Floor;
import java.util.ArrayList;
import java.util.List;

final class FloorCases {
  private FloorCases() {}

  static List<Case> cases() {
    // The derivative is 0 wherever it exists, which differences see only away from the jumps.
    Op op = new Floor();
    List<Case> cases =
        new ArrayList<>(
            UnaryCases.of(op, Tolerance.EXACT, Values.BESIDE_WHOLE, Values.BESIDE_WHOLE));
    cases.add(jumps("normal", Values.NORMAL));
    cases.add(jumps("far", Values.WIDE));
    cases.add(jumps("halves", Values.HALVES));
    cases.add(jumps("nan", Values.NOT_A_NUMBER));
    cases.add(jumps("infinite", Values.INFINITE));
    return cases;
  }

  private static Case jumps(String name, Values values) {
    return Case.of(name, new Floor(), Tolerance.EXACT).input(values, 37).notSmooth();
  }
}
