package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.RandomUniform;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class RandomUniformCases {
  private RandomUniformCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 2, 3, 5, 7, 13, 17, 31, 64, 65, 1000, 40001}) {
      cases.add(of("size" + size, Shape.of(size)));
    }
    cases.add(of("scalar", Shape.SCALAR));
    cases.add(of("matrix", Shape.of(5, 7)));
    return cases;
  }

  private static Case of(String name, Shape shape) {
    return Case.of(name, new RandomUniform(shape, 0xC0FFEE), Tolerance.EXACT)
        .argument(Values.COUNTER, TensorType.of(DType.I64, 3))
        .notSmooth();
  }
}
