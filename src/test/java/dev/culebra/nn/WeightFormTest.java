package dev.culebra.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightFormTest {
  private static final LayerGolden GOLDEN = new LayerGolden("weight_layers");

  private static Linear linear(WeightForm form) {
    return new Linear("layer", Shape.of(5), Shape.of(4), Initializer.torchDefault(5), form);
  }

  private static Conv2d conv(WeightForm form) {
    return new Conv2d("layer", 3, 4, 3, 3, Window2d.of(1, 1), 1, form);
  }

  private static <L extends Module & Layer> void check(String name, L layer, boolean training) {
    try (layer) {
      GOLDEN.check(name, layer, training, inputs -> List.of(layer.apply(inputs.get(0))));
    }
  }

  @Test
  void weightNorm() {
    check("linear_weight_norm", linear(WeightForm.WEIGHT_NORM), true);
    check("conv_weight_norm", conv(WeightForm.WEIGHT_NORM), true);
  }

  @Test
  void spectralNorm() {
    check("linear_spectral_norm", linear(WeightForm.SPECTRAL_NORM), true);
    check("conv_spectral_norm", conv(WeightForm.SPECTRAL_NORM), true);
    check("linear_evaluation", linear(WeightForm.SPECTRAL_NORM), false);
  }

  @Test
  void newLengthsAreThoseOfTheDirections() {
    try (Linear normed = linear(WeightForm.WEIGHT_NORM)) {
      normed.initialize(7);
      float[] lengths = parameter(normed, "original0").toFloats();
      float[] directions = parameter(normed, "original1").toFloats();
      for (int output = 0; output < 4; output++) {
        double squares = 0;
        for (int input = 0; input < 5; input++) {
          squares += Math.pow(directions[output * 5 + input], 2);
        }
        assertEquals(Math.sqrt(squares), lengths[output], 1e-6);
      }
    }
  }

  @Test
  void newVectorsAreUnitVectors() {
    try (Conv2d layer = conv(WeightForm.SPECTRAL_NORM)) {
      layer.initialize(7);
      for (String name : List.of("_u", "_v")) {
        double squares = 0;
        for (float each : parameter(layer, name).toFloats()) {
          squares += each * each;
        }
        assertEquals(1, squares, 1e-5, name);
      }
    }
  }

  private static Parameter parameter(Module layer, String ending) {
    return layer.parameters().stream()
        .filter(parameter -> parameter.name().endsWith(ending))
        .findFirst()
        .orElseThrow();
  }
}
