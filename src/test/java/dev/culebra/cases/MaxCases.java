package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Max;
import java.util.List;

final class MaxCases {
  private MaxCases() {}

  static List<Case> cases() {
    return List.of(
        of("all", Values.FAR, List.of(0, 1), 5, 7),
        of("axis0", Values.FAR, List.of(0), 5, 7),
        of("axis_last", Values.FAR, List.of(1), 5, 7),
        of("axes_0_2", Values.FAR, List.of(0, 2), 4, 3, 5),
        of("wide", Values.FAR, List.of(1), 9, 133),
        of("columns", Values.FAR, List.of(0), 33, 65),
        of("rows", Values.FAR, List.of(1), 13, 64),
        of("middle", Values.FAR, List.of(1), 3, 31, 13),
        of("one", Values.FAR, List.of(0), 1, 65),
        of("two_passes", Values.FAR, List.of(0), 20_000),
        of("ties", Values.WHOLE, List.of(1), 5, 17).notSmooth(),
        of("empty_batch", Values.FAR, List.of(1), 0, 5));
  }

  private static Case of(String name, Values values, List<Integer> axes, int... sizes) {
    return Case.of(name, new Max(axes), Tolerance.EXACT).input(values, sizes);
  }
}
