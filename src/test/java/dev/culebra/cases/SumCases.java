package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Sum;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class SumCases {
  private SumCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("size" + size, List.of(0), size));
      cases.add(of("rows" + size, List.of(1), 5, size));
      cases.add(of("columns" + size, List.of(0), size, 9));
    }
    cases.add(of("all", List.of(0, 1), 5, 7));
    cases.add(of("axis0", List.of(0), 5, 7));
    cases.add(of("axis_last", List.of(1), 5, 7));
    cases.add(of("axes_0_2", List.of(0, 2), 4, 3, 5));
    cases.add(of("axes_0_2_wide", List.of(0, 2), 40, 3, 65));
    cases.add(of("ones", List.of(1), 5, 1, 7));
    cases.add(of("two_passes", List.of(0), 20_000));
    cases.add(of("two_passes_columns", List.of(0), 700, 33));
    cases.add(of("two_blocks", List.of(0), 70, 1300));
    cases.add(of("middle", List.of(1), 3, 4, 5));
    cases.add(of("leading_two", List.of(0, 1), 4, 6, 17));
    cases.add(of("channels", List.of(0, 1, 2), 3, 5, 7, 33));
    cases.add(of("empty_rows", List.of(1), 0, 5));
    for (DType dtype : new DType[] {DType.I32, DType.I64}) {
      TensorType type = TensorType.of(dtype, 5, 17);
      cases.add(
          Case.of(dtype.label(), new Sum(List.of(1)), Tolerance.EXACT)
              .argument(Values.WHOLE, type)
              .notSmooth());
    }
    return cases;
  }

  private static Case of(String name, List<Integer> axes, int... sizes) {
    long terms = 1;
    for (int axis : axes) {
      terms *= sizes[axis];
    }
    return Case.of(name, new Sum(axes), Tolerance.REDUCTION).input(sizes).terms(terms);
  }
}
