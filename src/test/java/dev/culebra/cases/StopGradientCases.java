package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.StopGradient;
import java.util.List;

final class StopGradientCases {
  private StopGradientCases() {}

  static List<Case> cases() {
    return List.of(
        of("matrix", 5, 7),
        of("scalar"),
        of("empty", 0, 3),
        of("row", 1, 13),
        of("rows", 17, 31),
        of("wide", 64, 65));
  }

  private static Case of(String name, int... sizes) {
    return Case.of(name, new StopGradient(), Tolerance.EXACT).input(sizes).notSmooth();
  }
}
