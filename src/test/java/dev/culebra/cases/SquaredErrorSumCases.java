package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

final class SquaredErrorSumCases {
  private SquaredErrorSumCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int length : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000, 9000}) {
      cases.add(of("length" + length, 3, length));
    }
    cases.add(of("plain", 6, 5));
    cases.add(of("rank1", 7));
    cases.add(of("images", 3, 4, 5, 2));
    cases.add(of("two_images", 2, 8, 8, 3));
    cases.add(of("one_image", 1, 8, 8, 3));
    cases.add(of("empty_batch", 0, 7));
    return cases;
  }

  private static Case of(String name, int... sizes) {
    long length = Shape.of(sizes).range(1, sizes.length).elements();
    return Case.of(name, new SquaredErrorSum(), Tolerance.REDUCTION)
        .input(sizes)
        .input(sizes)
        .terms(length);
  }
}
