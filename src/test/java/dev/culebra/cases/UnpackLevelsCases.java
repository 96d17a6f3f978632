package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.UnpackLevels;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

final class UnpackLevelsCases {
  private UnpackLevelsCases() {}

  static List<Case> cases() {
    return List.of(
        of("plain", List.of(8, 5, 5, 5), 7),
        of("matrix", List.of(2, 3), 3, 5),
        of("rows", List.of(8, 6, 5), 13, 17),
        of("many", List.of(3, 3), 31, 64),
        of("one_number", List.of(5), 1, 65),
        of("empty", List.of(5), 0));
  }

  private static Case of(String name, List<Integer> levels, int... sizes) {
    return Case.of(name, new UnpackLevels(levels), Tolerance.EXACT)
        .argument(Values.ROW, TensorType.of(DType.I32, sizes))
        .notSmooth();
  }
}
