package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.PackLevels;
import java.util.List;

final class PackLevelsCases {
  private PackLevelsCases() {}

  static List<Case> cases() {
    return List.of(
        of("plain", Values.WHOLE, List.of(8, 5, 5, 5), 7, 4),
        of("two", Values.WHOLE, List.of(2, 3), 3, 5, 2),
        of("beyond", Values.WIDE, List.of(7, 5, 6), 31, 3),
        of("rows", Values.WHOLE, List.of(8, 6, 5), 13, 17, 3),
        of("many", Values.WHOLE, List.of(3, 3), 64, 65, 2),
        of("infinite", Values.INFINITE, List.of(7), 3, 1),
        of("nan", Values.NOT_A_NUMBER, List.of(7), 3, 1),
        of("many", Values.WIDE, List.of(2, 3, 4), 65, 31, 3),
        of("empty", Values.WHOLE, List.of(4, 4), 0, 2));
  }

  private static Case of(String name, Values values, List<Integer> levels, int... sizes) {
    return Case.of(name, new PackLevels(levels), Tolerance.EXACT).input(values, sizes).notSmooth();
  }
}
