package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.RandomBernoulli;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class RandomBernoulliCases {
  private RandomBernoulliCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("size" + size, Values.UNIT, size));
    }
    cases.add(of("scalar", Values.UNIT));
    cases.add(of("certain", Values.BIT, 5, 7));
    return cases;
  }

  private static Case of(String name, Values probabilities, int... sizes) {
    return Case.of(name, new RandomBernoulli(-7), Tolerance.EXACT)
        .input(probabilities, sizes)
        .argument(Values.COUNTER, TensorType.of(DType.I64, 3))
        .notSmooth();
  }
}
