package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Slice;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

final class SliceCases {
  private SliceCases() {}

  static List<Case> cases() {
    return List.of(
        of("range", TensorType.f32(5, 8), List.of(1, 2), List.of(4, 7), List.of(1, 1)),
        of("step", TensorType.f32(7, 8), List.of(1, 0), List.of(7, 8), List.of(2, 3)),
        of("rows", TensorType.f32(9, 5), List.of(2, 0), List.of(8, 5), List.of(1, 1)),
        of("row_step", TensorType.f32(9, 5), List.of(2, 0), List.of(9, 5), List.of(3, 1)),
        of("inner", TensorType.f32(2, 5, 6), List.of(0, 1, 0), List.of(2, 4, 6), List.of(1, 1, 1)),
        of("columns", TensorType.f32(13, 65), List.of(0, 1), List.of(13, 65), List.of(1, 1)),
        of("column_step", TensorType.f32(17, 64), List.of(0, 1), List.of(17, 64), List.of(1, 2)),
        of("one_row", TensorType.f32(31, 17), List.of(30, 0), List.of(31, 17), List.of(1, 1)),
        of("empty_batch", TensorType.f32(0, 7), List.of(0, 1), List.of(0, 5), List.of(1, 1)),
        of("nothing", TensorType.f32(4, 3), List.of(2, 0), List.of(2, 3), List.of(1, 1)),
        of("bytes", TensorType.of(DType.U8, 4, 6), List.of(0, 1), List.of(4, 5), List.of(1, 1))
            .notSmooth());
  }

  private static Case of(
      String name,
      TensorType type,
      List<Integer> starts,
      List<Integer> stops,
      List<Integer> steps) {
    return Case.of(name, new Slice(starts, stops, steps), Tolerance.EXACT)
        .argument(type.dtype() == DType.F32 ? Values.NORMAL : Values.BIT, type);
  }
}
