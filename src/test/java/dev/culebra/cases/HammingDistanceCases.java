package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.HammingDistance;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

final class HammingDistanceCases {
  private HammingDistanceCases() {}

  static List<Case> cases() {
    return List.of(
        of("one_word", 3, 65, 1),
        of("two_words", 3, 31, 2),
        of("nine_words", 2, 7, 9),
        of("rows", 13, 17, 3),
        of("wide", 1, 64, 4),
        of("many", 2, 20000, 1),
        of("one_item", 5, 1, 1),
        of("no_words", 2, 3, 0),
        of("no_items", 2, 0, 1),
        of("no_queries", 0, 3, 1));
  }

  private static Case of(String name, int queries, int items, int words) {
    return Case.of(name, new HammingDistance(), Tolerance.EXACT)
        .argument(Values.COUNTER, TensorType.of(DType.I64, queries, words))
        .argument(Values.COUNTER, TensorType.of(DType.I64, items, words))
        .notSmooth();
  }
}
