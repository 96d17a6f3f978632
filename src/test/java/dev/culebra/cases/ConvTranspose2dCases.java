package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.ConvTranspose2d;
import java.util.List;

final class ConvTranspose2dCases {
  private ConvTranspose2dCases() {}

  static List<Case> cases() {
    return ConvShapes.transposed().stream()
        .map(
            shapes ->
                Case.of(
                        shapes.name(),
                        new ConvTranspose2d(
                            shapes.window(),
                            shapes.groups(),
                            shapes.input().size(1),
                            shapes.input().size(2)),
                        Tolerance.REDUCTION)
                    .input(shapes.output().sizes())
                    .input(shapes.weight().sizes())
                    .terms(shapes.weight().elements()))
        .toList();
  }
}
