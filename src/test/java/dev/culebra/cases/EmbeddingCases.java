package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Embedding;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

final class EmbeddingCases {
  private EmbeddingCases() {}

  static List<Case> cases() {
    return List.of(
        of("plain", Shape.of(5, 3), Shape.of(13)),
        of("sequence", Shape.of(7, 17), Shape.of(3, 4)),
        of("one_number", Shape.of(5, 31), Shape.SCALAR),
        of("heads", Shape.of(3, 5, 4), Shape.of(7, 3)),
        of("one_column", Shape.of(5, 1), Shape.of(3)),
        of("wide", Shape.of(5, 65), Shape.of(64)),
        of("many", Shape.of(65, 7), Shape.of(3000)),
        of("long_table", Shape.of(8300, 1), Shape.of(17)),
        of("no_columns", Shape.of(5, 0), Shape.of(3)),
        of("empty", Shape.of(5, 3), Shape.of(0)));
  }

  private static Case of(String name, Shape table, Shape index) {
    return Case.of(name, new Embedding(), Tolerance.EXACT)
        .input(table.sizes())
        .argument(Values.ROW, new TensorType(DType.I32, index));
  }
}
