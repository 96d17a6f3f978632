package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Dropout;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class DropoutCases {
  private DropoutCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("size" + size, 0.3, Values.NORMAL, size));
    }
    cases.add(of("scalar", 0.5, Values.NORMAL));
    cases.add(of("matrix", 0.9, Values.NORMAL, 5, 7));
    cases.add(of("keeps_all", 0, Values.NORMAL, 65));
    cases.add(of("infinite", 0.5, Values.INFINITE, 65).notSmooth());
    return cases;
  }

  private static Case of(String name, double rate, Values values, int... sizes) {
    return Case.of(name, new Dropout(rate, 91), Tolerance.EXACT)
        .input(values, sizes)
        .argument(Values.COUNTER, TensorType.of(DType.I64, 3));
  }
}
