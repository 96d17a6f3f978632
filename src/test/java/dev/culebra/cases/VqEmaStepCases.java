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
        of("plain", Values.ONE, 13, Shape.of(5, 3)),
        of("heads", Values.ONE, 17, Shape.of(3, 7, 4)),
        of("one_head", Values.ONE, 3, Shape.of(1, 5, 1)),
        of("many", Values.ONE, 1000, Shape.of(130, 65)),
        of("empty_batch", Values.ONE, 0, Shape.of(5, 31)),
        of("not_finite", Values.ZERO, 13, Shape.of(5, 17)));
  }

  private static Case of(String name, Values finite, int samples, Shape table) {
    boolean heads = table.rank() == 3;
    int width = (heads ? table.size(0) : 1) * table.size(-1);
    TensorType codebook = new TensorType(DType.F32, table);
    Shape index = heads ? Shape.of(samples, table.size(0)) : Shape.of(samples);
    return Case.of(name, new VqEmaStep(0.9, 1e-5), Tolerance.REDUCTION)
        .argument(Values.NORMAL, codebook)
        .argument(Values.POSITIVE, VqEmaStep.counts(codebook))
        .argument(Values.NORMAL, codebook)
        .input(samples, width)
        .argument(Values.ROW, new TensorType(DType.I32, index))
        .input(finite)
        .terms(samples + 1)
        .notSmooth();
  }
}
