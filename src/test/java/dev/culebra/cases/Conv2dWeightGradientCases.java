package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Conv2dWeightGradient;
import java.util.List;

final class Conv2dWeightGradientCases {
  private Conv2dWeightGradientCases() {}

  static List<Case> cases() {
    return ConvShapes.ALL.stream()
        .map(
            shapes ->
                Case.of(
                        shapes.name(),
                        new Conv2dWeightGradient(
                            shapes.window(),
                            shapes.groups(),
                            shapes.weight().size(0),
                            shapes.weight().size(1)),
                        Tolerance.REDUCTION)
                    .input(shapes.input().sizes())
                    .input(shapes.output().sizes())
                    .terms(shapes.output().range(0, 3).elements()))
        .toList();
  }
}
