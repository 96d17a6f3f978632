package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.ReparameterizeGradient;
import java.util.ArrayList;
import java.util.List;

final class ReparameterizeGradientCases {
  private ReparameterizeGradientCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("size" + size, size));
    }
    cases.add(of("scalar"));
    cases.add(of("plain", 6, 5));
    return cases;
  }

  private static Case of(String name, int... sizes) {
    return Case.of(name, new ReparameterizeGradient(), Tolerance.ELEMENTWISE)
        .input(sizes)
        .input(sizes)
        .input(sizes);
  }
}
