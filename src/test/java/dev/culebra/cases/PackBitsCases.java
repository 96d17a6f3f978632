package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.PackBits;
import java.util.ArrayList;
import java.util.List;

final class PackBitsCases {
  private PackBitsCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int bits : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 200}) {
      cases.add(of("bits" + bits, 5, bits));
    }
    cases.add(of("empty", 0, 70));
    cases.add(of("many", 1000, 33));
    return cases;
  }

  private static Case of(String name, int rows, int bits) {
    return Case.of(name, new PackBits(), Tolerance.EXACT).input(rows, bits).notSmooth();
  }
}
