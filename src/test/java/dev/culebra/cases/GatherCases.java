package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Gather;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

final class GatherCases {
  private GatherCases() {}

  static List<Case> cases() {
    return List.of(
        of("rows", 0, Shape.of(5, 7), DType.I32, 3),
        of("last", 1, Shape.of(3, 13), DType.I64, 17),
        of("middle", 1, Shape.of(2, 5, 31), DType.I32, 65),
        of("vector", 0, Shape.of(64), DType.I32, 1),
        of("many", 0, Shape.of(7, 3), DType.I64, 9000),
        of("nothing", 0, Shape.of(5, 3), DType.I32, 0),
        of("empty", 1, Shape.of(0, 5), DType.I32, 4),
        moved(DType.U8),
        moved(DType.I32),
        moved(DType.I64));
  }

  private static Case moved(DType dtype) {
    return Case.of(dtype.label(), new Gather(0), Tolerance.EXACT)
        .argument(Values.BIT, TensorType.of(dtype, 5, 3))
        .argument(Values.ROW, TensorType.of(DType.I32, 4, 3))
        .notSmooth();
  }

  private static Case of(String name, int axis, Shape shape, DType index, int chosen) {
    return Case.of(name, new Gather(axis), Tolerance.EXACT)
        .input(shape.sizes())
        .argument(Values.ROW, new TensorType(index, shape.with(axis, chosen)));
  }
}
