package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Transpose;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

final class TransposeCases {
  private TransposeCases() {}

  static List<Case> cases() {
    return List.of(
        of("permute_0_2_1", TensorType.f32(3, 4, 5), 0, 2, 1),
        of("permute_2_0_1", TensorType.f32(3, 4, 5), 2, 0, 1),
        of("matrix", TensorType.f32(33, 65), 1, 0),
        of("rows_stay", TensorType.f32(3, 4, 17), 1, 0, 2),
        of("rows", TensorType.f32(13, 31), 1, 0),
        of("wide", TensorType.f32(64, 7, 3), 2, 1, 0),
        of("channels_last", TensorType.f32(2, 3, 5, 7), 0, 2, 3, 1),
        of("reversed", TensorType.f32(2, 3, 18, 5), 3, 2, 1, 0),
        of("ones", TensorType.f32(1, 5, 1, 3), 2, 3, 0, 1),
        of("single", TensorType.f32(1, 1), 1, 0),
        of("empty", TensorType.f32(0, 5), 1, 0),
        of("longs", TensorType.of(DType.I64, 3, 5), 1, 0).notSmooth(),
        of("bytes", TensorType.of(DType.U8, 3, 2, 5), 1, 0, 2).notSmooth());
  }

  private static Case of(String name, TensorType type, Integer... permutation) {
    return Case.of(name, new Transpose(List.of(permutation)), Tolerance.EXACT)
        .argument(type.dtype() == DType.F32 ? Values.NORMAL : Values.BIT, type);
  }
}
