package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Fill;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

final class FillCases {
  private FillCases() {}

  static List<Case> cases() {
    return List.of(
        of("ones", TensorType.f32(5, 7), 1),
        of("scalar", TensorType.f32(), -0.25),
        of("empty", TensorType.f32(0), 1),
        of("row", TensorType.f32(1, 13), 0.1),
        of("matrix", TensorType.f32(17, 31), -3),
        of("wide", TensorType.f32(64, 65), 1e-3),
        of("longs", TensorType.of(DType.I64, 3), 7));
  }

  private static Case of(String name, TensorType type, double number) {
    return Case.of(name, new Fill(type, number), Tolerance.EXACT).notSmooth();
  }
}
