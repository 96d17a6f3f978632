package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.RandomPermutation;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class RandomPermutationCases {
  private RandomPermutationCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int count : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000, 300000}) {
      cases.add(
          Case.of("count" + count, new RandomPermutation(count, 3), Tolerance.EXACT)
              .argument(Values.COUNTER, TensorType.of(DType.I64, 3))
              .notSmooth());
    }
    return cases;
  }
}
