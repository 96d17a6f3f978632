package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.VqEmaStep;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

final class VqEmaStepCases {
  private VqEmaStepCases() {}

  static List<Case> cases() {
    return List.of(
        of("plain", Values.ONE, Shape.of(5, 3)),
        of("heads", Values.ONE, Shape.of(3, 7, 4)),
        of("one_head", Values.ONE, Shape.of(1, 5, 1)),
        of("many", Values.ONE, Shape.of(130, 65)),
        of("wide", Values.ONE, Shape.of(13, 64)),
        of("one_code", Values.ONE, Shape.of(1, 31)),
        of("not_finite", Values.ZERO, Shape.of(5, 17)));
  }

  private static Case of(String name, Values finite, Shape table) {
    TensorType codebook = new TensorType(DType.F32, table);
    return Case.of(name, new VqEmaStep(0.9, 1e-5), Tolerance.REDUCTION)
        .argument(Values.NORMAL, codebook)
        .argument(Values.POSITIVE, VqEmaStep.counts(codebook))
        .argument(Values.NORMAL, codebook)
        .argument(Values.POSITIVE, VqEmaStep.counts(codebook))
        .argument(Values.NORMAL, codebook)
        .input(finite)
        .terms(table.size(-2))
        .notSmooth();
  }
}
