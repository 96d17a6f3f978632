package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.RoundStraightThrough;
import java.util.List;

/** Not smooth: the gradient is, by intent, not the derivative. */
final class RoundStraightThroughCases {
  private RoundStraightThroughCases() {}

  static List<Case> cases() {
    return List.of(
        of("plain", Values.NORMAL, 5, 7),
        of("wide", Values.WIDE, 1000),
        of("one", Values.NORMAL, 1, 13),
        of("rows", Values.WIDE, 31, 7),
        of("small", Values.SMALL, 33),
        of("whole", Values.WHOLE, 65),
        of("large", Values.COUNTER, 64),
        of("infinite", Values.INFINITE, 3),
        of("nan", Values.NOT_A_NUMBER, 17),
        of("empty", Values.NORMAL, 0));
  }

  private static Case of(String name, Values values, int... sizes) {
    return Case.of(name, new RoundStraightThrough(), Tolerance.EXACT)
        .input(values, sizes)
        .notSmooth();
  }
}
