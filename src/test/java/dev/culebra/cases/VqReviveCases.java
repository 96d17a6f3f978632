package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqRevive;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

final class VqReviveCases {
  private VqReviveCases() {}

  static List<Case> cases() {
    return List.of(
        of("plain", Values.ONE, 13, Shape.of(31, 3)),
        of("heads", Values.ONE, 17, Shape.of(3, 7, 4)),
        of("one_sample", Values.ONE, 1, Shape.of(64, 2)),
        of("wide", Values.ONE, 7, Shape.of(5, 65)),
        of("same_types", Values.ONE, 7, Shape.of(7, 5)),
        of("empty_batch", Values.ONE, 0, Shape.of(5, 3)),
        of("not_finite", Values.ZERO, 13, Shape.of(5, 17)));
  }

  private static Case of(String name, Values finite, int samples, Shape table) {
    int width = (table.rank() == 3 ? table.size(0) : 1) * table.size(-1);
    TensorType codebook = new TensorType(DType.F32, table);
    return Case.of(name, new VqRevive(1, 0xC0FFEE), Tolerance.EXACT)
        .argument(Values.NORMAL, codebook)
        .argument(Values.POSITIVE, VqEmaStep.counts(codebook))
        .argument(Values.NORMAL, codebook)
        .input(samples, width)
        .argument(Values.COUNTER, TensorType.of(DType.I64, 3))
        .input(finite)
        .notSmooth();
  }
}
