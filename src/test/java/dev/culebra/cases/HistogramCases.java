package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Histogram;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

final class HistogramCases {
  private HistogramCases() {}

  static List<Case> cases() {
    return List.of(
        of("plain", 5, Shape.of(65)),
        of("heads", 7, Shape.of(31, 3)),
        of("one_number", 5, Shape.of(1)),
        of("wide", 64, Shape.of(17, 31)),
        of("many_bins", 5000, Shape.of(65, 3)),
        of("no_columns", 7, Shape.of(31, 0)),
        of("pieces", 7, Shape.of(40000)),
        of("pieces_of_heads", 17, Shape.of(33333, 3)),
        of("empty", 13, Shape.of(0)));
  }

  private static Case of(String name, int bins, Shape index) {
    return Case.of(name, new Histogram(bins), Tolerance.EXACT)
        .argument(Values.ROW, new TensorType(DType.I32, index))
        .notSmooth();
  }
}
