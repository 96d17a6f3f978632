package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Reshape;
import dev.culebra.shape.Shape;
import java.util.List;

final class ReshapeCases {
  private ReshapeCases() {}

  static List<Case> cases() {
    return List.of(
        Case.of("split", new Reshape(Shape.of(5, 2, 3)), Tolerance.EXACT).input(5, 6),
        Case.of("flatten", new Reshape(Shape.of(24)), Tolerance.EXACT).input(2, 3, 4),
        Case.of("reshape", new Reshape(Shape.of(6, 4)), Tolerance.EXACT).input(2, 3, 4),
        Case.of("rows", new Reshape(Shape.of(7, 13, 17)), Tolerance.EXACT).input(13, 17, 7),
        Case.of("wide", new Reshape(Shape.of(65, 31)), Tolerance.EXACT).input(31, 65),
        Case.of("one_more", new Reshape(Shape.of(1, 64)), Tolerance.EXACT).input(64),
        Case.of("to_scalar", new Reshape(Shape.SCALAR), Tolerance.EXACT).input(1, 1),
        Case.of("empty", new Reshape(Shape.of(0, 5)), Tolerance.EXACT).input(3, 0));
  }
}
