package dev.culebra.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.op.Window1d;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Normalized weights of convolutions and their adjoints as PyTorch's parametrizations. */
class ConvolutionNormsTest {
  private static final LayerGolden GOLDEN = new LayerGolden("conv_norm_layers");

  private static void check(String kind, String form, Convolution layer, boolean training) {
    try (layer) {
      GOLDEN.check(
          kind + "_" + form, layer, training, inputs -> List.of(layer.apply(inputs.get(0))));
    }
  }

  private static ConvTranspose2d transposed(WeightForm form) {
    return new ConvTranspose2d("layer", 3, 5, 4, 2, 1, 0, 1, 1, form);
  }

  @ParameterizedTest
  @EnumSource(names = {"WEIGHT_NORM", "SPECTRAL_NORM"})
  void convolutions(WeightForm form) {
    String name = form.name().toLowerCase(Locale.ROOT);
    check("conv1d", name, new Conv1d("layer", 4, 6, 3, Window1d.of(2, 1), 2, form), true);
    MaskedConv2d masked = new MaskedConv2d("layer", MaskedConv2d.Kind.B, 6, 3, 3, 3, form);
    check("masked", name, masked, true);
  }

  @ParameterizedTest
  @EnumSource(names = {"WEIGHT_NORM", "SPECTRAL_NORM"})
  void adjoints(WeightForm form) {
    String name = form.name().toLowerCase(Locale.ROOT);
    Window1d window = new Window1d(3, 1, 1, 2);
    check("transpose1d", name, new ConvTranspose1d("layer", 6, 4, 3, window, 2, 2, form), true);
    check("transpose2d", name, transposed(form), true);
    ConvTranspose2d groups = new ConvTranspose2d("layer", 6, 4, 3, 2, 1, 1, 1, 2, form);
    check("transpose2d_groups", name, groups, true);
    if (form == WeightForm.SPECTRAL_NORM) {
      check("transpose2d", "evaluation", transposed(form), false);
    }
  }

  /**
   * New singular vectors are near those of the matrix of PyTorch's spectral norm: rows [5,3·4·4].
   */
  @ParameterizedTest
  @EnumSource(names = "SPECTRAL_NORM")
  void newVectorsAreSingular(WeightForm form) {
    try (ConvTranspose2d layer = transposed(form)) {
      layer.initialize(7);
      float[] file = parameter(layer, "original");
      float[] u = parameter(layer, "_u");
      float[] v = parameter(layer, "_v");
      double[] image = new double[5];
      for (int i = 0; i < 3; i++) {
        for (int o = 0; o < 5; o++) {
          for (int k = 0; k < 16; k++) {
            image[o] += (double) file[(i * 5 + o) * 16 + k] * v[i * 16 + k];
          }
        }
      }
      double sigma = 0;
      for (int o = 0; o < 5; o++) {
        sigma += u[o] * image[o];
      }
      for (int o = 0; o < 5; o++) {
        assertEquals(sigma * u[o], image[o], 0.02 * sigma);
      }
      Tensor input = Tensor.of(Shape.of(1, 2, 2, 3), new float[12]);
      assertEquals(Shape.of(1, 4, 4, 5), layer.apply(input).shape());
    }
  }

  private static float[] parameter(Module layer, String ending) {
    return layer.parameters().stream()
        .filter(parameter -> parameter.name().endsWith(ending))
        .map(Parameter::toFloats)
        .findFirst()
        .orElseThrow();
  }
}
