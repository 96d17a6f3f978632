package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.EmbeddingGradient;
import dev.culebra.shape.TensorType;
import java.util.List;

final class EmbeddingGradientCases {
  private EmbeddingGradientCases() {}

  static List<Case> cases() {
    return EmbeddingCases.cases().stream().map(EmbeddingGradientCases::of).toList();
  }

  private static Case of(Case embedding) {
    TensorType table = embedding.inputs().get(0).type();
    TensorType index = embedding.inputs().get(1).type();
    return Case.of(embedding.name(), new EmbeddingGradient(table.shape()), Tolerance.REDUCTION)
        .argument(Values.NORMAL, embedding.signature().output(0))
        .argument(Values.ROW, index)
        .terms(index.elements());
  }
}
