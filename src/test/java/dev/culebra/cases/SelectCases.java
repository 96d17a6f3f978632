package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Select;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

final class SelectCases {
  private SelectCases() {}

  static List<Case> cases() {
    return List.of(
        of("size1", Shape.of(1), Shape.of(1), Shape.of(1)),
        of("size65", Shape.of(65), Shape.of(65), Shape.of(65)),
        of("size64", Shape.of(64), Shape.of(64), Shape.of(64)),
        of("same", Shape.of(5, 7), Shape.of(5, 7), Shape.of(5, 7)),
        of("scalar_choices", Shape.of(5, 33), Shape.of(5, 33), Shape.SCALAR),
        of("size1000", Shape.of(1000), Shape.SCALAR, Shape.of(1000)),
        of("all_broadcast", Shape.of(4, 1, 1), Shape.of(3, 1), Shape.of(5)),
        of("mask_of_rows", Shape.of(3, 5, 1), Shape.of(3, 5, 33), Shape.SCALAR),
        of("mask_of_heads", Shape.of(2, 1, 5, 17), Shape.of(2, 3, 5, 17), Shape.of(1)),
        of("causal", Shape.of(13, 13), Shape.of(4, 13, 13), Shape.of(4, 13, 13)),
        of("scalar_mask", Shape.SCALAR, Shape.of(5, 7), Shape.of(7)),
        of("column_choice", Shape.of(31, 65), Shape.of(31, 1), Shape.of(65)),
        whole(DType.I32, Shape.of(5, 33), Shape.SCALAR),
        whole(DType.I64, Shape.of(7), Shape.of(5, 7)),
        whole(DType.U8, Shape.of(5, 7), Shape.of(5, 7)),
        of("empty", Shape.of(0, 3), Shape.of(0, 3), Shape.SCALAR));
  }

  private static Case of(String name, Shape condition, Shape whenTrue, Shape whenFalse) {
    return Case.of(name, new Select(), Tolerance.EXACT)
        .argument(Values.BIT, new TensorType(DType.U8, condition))
        .input(whenTrue.sizes())
        .input(whenFalse.sizes());
  }

  private static Case whole(DType dtype, Shape whenTrue, Shape whenFalse) {
    return Case.of(dtype.label(), new Select(), Tolerance.EXACT)
        .argument(Values.BIT, new TensorType(DType.U8, Shape.of(5, 1)))
        .argument(Values.WHOLE, new TensorType(dtype, whenTrue))
        .argument(Values.WHOLE, new TensorType(dtype, whenFalse))
        .notSmooth();
  }
}
