package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.GaussianSample;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class GaussianSampleCases {
  private GaussianSampleCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 20001}) {
      cases.add(of("size" + size, size));
    }
    cases.add(of("scalar"));
    cases.add(of("matrix", 5, 7));
    return cases;
  }

  private static Case of(String name, int... sizes) {
    return Case.of(name, new GaussianSample(0xC0FFEE), Tolerance.EXACT)
        .input(sizes)
        .input(sizes)
        .argument(Values.COUNTER, TensorType.of(DType.I64, 3));
  }
}
