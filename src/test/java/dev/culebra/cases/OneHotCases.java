package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.OneHot;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

final class OneHotCases {
  private OneHotCases() {}

  static List<Case> cases() {
    return List.of(
        of("scalar", 5, DType.I32, Shape.SCALAR),
        of("vector", 17, DType.I32, Shape.of(13)),
        of("matrix", 7, DType.I64, Shape.of(3, 31)),
        of("wide", 65, DType.I32, Shape.of(64)),
        of("one_number", 5, DType.I32, Shape.of(1)),
        of("many", 10, DType.I64, Shape.of(5000)),
        of("empty", 5, DType.I32, Shape.of(0)));
  }

  private static Case of(String name, int classes, DType index, Shape shape) {
    return Case.of(name, new OneHot(classes), Tolerance.EXACT)
        .argument(Values.ROW, new TensorType(index, shape))
        .notSmooth();
  }
}
