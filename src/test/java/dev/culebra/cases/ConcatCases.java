package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Concat;
import dev.culebra.shape.Shape;
import java.util.List;

final class ConcatCases {
  private ConcatCases() {}

  static List<Case> cases() {
    return List.of(
        of("axis1", 1, Shape.of(3, 2, 4), Shape.of(3, 1, 4), Shape.of(3, 5, 4)),
        of("axis0", 0, Shape.of(3, 5), Shape.of(1, 5)),
        of("last", 2, Shape.of(2, 3, 17), Shape.of(2, 3, 5)),
        of("one_empty", 1, Shape.of(3, 2), Shape.of(3, 0), Shape.of(3, 4)),
        of("many", 0, Shape.of(13, 7), Shape.of(31, 7), Shape.of(64, 7)),
        of("columns", 1, Shape.of(3, 65), Shape.of(3, 1), Shape.of(3, 64)),
        of("empty_batch", 1, Shape.of(0, 2), Shape.of(0, 3)),
        of("alone", 0, Shape.of(3, 2)));
  }

  private static Case of(String name, int axis, Shape... shapes) {
    Case joined = Case.of(name, new Concat(axis), Tolerance.EXACT);
    for (Shape shape : shapes) {
      joined = joined.input(shape.sizes());
    }
    return joined;
  }
}
