package dev.culebra.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedLinearTest {
  private static final LayerGolden GOLDEN = new LayerGolden("masked_linear_layers");
  private static final int UNITS = 40;

  @Test
  void agreesWithPytorch() {
    List<Integer> inputs = List.of(3, 1, 4, 2, 5);
    List<Integer> units = MaskedLinear.hidden(7, 5);
    check("hidden", new MaskedLinear("layer", MaskedLinear.Kind.HIDDEN, inputs, units));
    check("last", new MaskedLinear("layer", MaskedLinear.Kind.LAST, units, inputs));
  }

  private static void check(String name, MaskedLinear layer) {
    try (layer) {
      GOLDEN.check(name, layer, true, inputs -> List.of(layer.apply(inputs.get(0))));
    }
  }

  /** A change of one input reaches those outputs of a network that predict later ones, all. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void outputsDependOnEarlierInputsOnly(int features) {
    List<Integer> order = MaskedLinear.order(features).reversed();
    List<Integer> units = MaskedLinear.hidden(UNITS, features);
    try (MaskedLinear first = new MaskedLinear("a", MaskedLinear.Kind.HIDDEN, order, units);
        MaskedLinear second = new MaskedLinear("b", MaskedLinear.Kind.HIDDEN, units, units);
        MaskedLinear last = new MaskedLinear("c", MaskedLinear.Kind.LAST, units, order)) {
      first.initialize(1);
      second.initialize(2);
      last.initialize(3);
      Layer network = input -> last.apply(second.apply(first.apply(input)));
      float[] before = run(network, features, -1);
      for (int changed = 0; changed < features; changed++) {
        float[] after = run(network, features, changed);
        for (int output = 0; output < features; output++) {
          boolean sees = order.get(changed) < order.get(output);
          assertEquals(sees, after[output] != before[output], changed + " to " + output);
        }
      }
    }
  }

  private static float[] run(Layer network, int features, int changed) {
    float[] input = new float[features];
    if (changed >= 0) {
      input[changed] = 100;
    }
    return network.apply(Tensor.of(Shape.of(1, features), input)).toFloats();
  }
}
