package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.CrossEntropy;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class CrossEntropyCases {
  private CrossEntropyCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int classes : new int[] {5, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("classes" + classes, Values.NORMAL, Values.ROW, 5, classes));
    }
    cases.add(of("one_class", Values.NORMAL, Values.ZERO, 5, 1));
    cases.add(of("one_row", Values.NORMAL, Values.ROW, 10));
    cases.add(of("wide", Values.WIDE, Values.ROW, 3, 4, 6));
    cases.add(of("empty_batch", Values.NORMAL, Values.ROW, 0, 5));
    return cases;
  }

  private static Case of(String name, Values logits, Values targets, int... sizes) {
    Shape rows = Shape.of(sizes).range(0, sizes.length - 1);
    return Case.of(name, new CrossEntropy(), Tolerance.REDUCTION)
        .input(logits, sizes)
        .argument(targets, new TensorType(DType.I32, rows))
        .terms(sizes[sizes.length - 1]);
  }
}
