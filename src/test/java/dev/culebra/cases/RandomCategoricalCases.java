package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.RandomCategorical;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class RandomCategoricalCases {
  private RandomCategoricalCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int classes : new int[] {1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("classes" + classes, Values.NORMAL, 5, classes));
    }
    cases.add(of("one_row", Values.NORMAL, 10));
    cases.add(of("images", Values.WIDE, 3, 4, 5, 8));
    cases.add(of("many_rows", Values.WHOLE, 3000, 17));
    cases.add(of("not_a_number", Values.NOT_A_NUMBER, 3, 5));
    cases.add(of("impossible", Values.INFINITE, 3, 5));
    cases.add(of("empty_batch", Values.NORMAL, 0, 5));
    return cases;
  }

  private static Case of(String name, Values logits, int... sizes) {
    return Case.of(name, new RandomCategorical(-5), Tolerance.EXACT)
        .input(logits, sizes)
        .argument(Values.COUNTER, TensorType.of(DType.I64, 3))
        .notSmooth();
  }
}
