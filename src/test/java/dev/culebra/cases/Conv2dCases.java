package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Conv2d;
import java.util.List;

final class Conv2dCases {
  private Conv2dCases() {}

  static List<Case> cases() {
    return ConvShapes.ALL.stream()
        .map(
            shapes ->
                Case.of(
                        shapes.name(),
                        new Conv2d(shapes.window(), shapes.groups()),
                        Tolerance.REDUCTION)
                    .input(shapes.input().sizes())
                    .input(shapes.weight().sizes())
                    .terms(shapes.weight().range(0, 3).elements()))
        .toList();
  }
}
