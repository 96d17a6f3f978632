package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.ScatterAdd;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

final class ScatterAddCases {
  private ScatterAddCases() {}

  static List<Case> cases() {
    return List.of(
        of("rows", 0, 5, Shape.of(3, 7), DType.I32),
        of("last", 1, 13, Shape.of(3, 17), DType.I64),
        of("middle", 1, 5, Shape.of(2, 65, 31), DType.I32),
        of("wide", 1, 7, Shape.of(3, 4, 65), DType.I32),
        of("vector", 0, 64, Shape.of(1), DType.I32),
        of("many", 0, 7, Shape.of(9000, 3), DType.I64),
        of("nothing", 0, 5, Shape.of(0, 3), DType.I32),
        of("empty", 1, 5, Shape.of(0, 4), DType.I32));
  }

  private static Case of(String name, int axis, int size, Shape shape, DType index) {
    return Case.of(name, new ScatterAdd(axis, size), Tolerance.REDUCTION)
        .input(shape.sizes())
        .argument(Values.ROW, new TensorType(index, shape))
        .terms(shape.size(axis));
  }
}
