package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import java.util.List;
import java.util.stream.Stream;

/** The shapes at which recurrent layers and their gradients are tried. */
final class RecurrentShapes {
  private RecurrentShapes() {}

  /** A layer or a gradient. */
  @FunctionalInterface
  interface Layer {
    Case of(String name, int samples, int length, int width, int hidden);
  }

  /**
   * How the hidden weight is filled: normal draws for many units would make what rounding leaves
   * ten times as large at each step, which no tolerance of one sum allows for.
   */
  static Values hiddenWeight(int hidden) {
    return hidden < 64 ? Values.NORMAL : Values.SMALL;
  }

  /**
   * All shapes, then more cases. Around 64, 128 and 256 units other kernels begin; of many
   * sequences a block has several.
   */
  static List<Case> of(Layer layer, Case... more) {
    Stream<Case> shapes =
        Stream.of(
            layer.of("len1", 3, 1, 4, 5),
            layer.of("len5", 3, 5, 4, 5),
            layer.of("one_of_each", 1, 1, 1, 1),
            layer.of("wide_hidden", 2, 3, 2, 17),
            layer.of("wide_input", 2, 2, 33, 3),
            layer.of("many_samples", 13, 2, 3, 4),
            layer.of("wide_batch", 64, 2, 7, 3),
            layer.of("long", 1, 65, 2, 2),
            layer.of("wide_odd", 2, 2, 31, 31),
            layer.of("units_64", 5, 2, 3, 64),
            layer.of("units_65", 161, 1, 2, 65),
            layer.of("units_128", 2, 3, 2, 128),
            layer.of("units_129", 2, 3, 2, 129),
            layer.of("units_256", 70, 1, 1, 256),
            layer.of("units_257", 1, 2, 1, 257),
            layer.of("many_sequences", 333, 2, 2, 3),
            layer.of("empty_batch", 0, 2, 3, 4));
    return Stream.concat(shapes, Stream.of(more)).toList();
  }
}
