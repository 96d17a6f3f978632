package dev.culebra.nn;

import dev.culebra.op.Rounding;
import dev.culebra.op.Window1d;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvLayersTest {
  private static final LayerGolden GOLDEN = new LayerGolden("conv_layers");

  private static <L extends Module & Layer> void check(String name, L layer) {
    try (layer) {
      GOLDEN.check(name, layer, true, inputs -> List.of(layer.apply(inputs.get(0))));
    }
  }

  private static void checkPlain(String name, Layer layer) {
    GOLDEN.check(name, Sequential.of("layer"), true, inputs -> List.of(layer.apply(inputs.get(0))));
  }

  @Test
  void conv1d() {
    check("conv1d", new Conv1d("layer", 3, 5, 4, 2, 1));
    check("conv1d_groups", new Conv1d("layer", 4, 6, 3, new Window1d(1, 2, 2, 2), 2));
    check(
        "conv1d_weight_norm",
        new Conv1d("layer", 4, 6, 3, Window1d.of(2, 1), 2, WeightForm.WEIGHT_NORM));
    check("conv1d_causal", new Conv1d("layer", 3, 3, 3, Window1d.causal(3, 4), 3));
  }

  @Test
  void convTranspose1d() {
    check("conv_transpose1d", new ConvTranspose1d("layer", 5, 3, 4, 2, 1));
    check(
        "conv_transpose1d_groups",
        new ConvTranspose1d("layer", 6, 4, 3, new Window1d(3, 1, 1, 2), 2, 2));
  }

  @Test
  void maskedConv2d() {
    check("masked_a", new MaskedConv2d("layer", MaskedConv2d.Kind.A, 2, 4, 5));
    check("masked_b", new MaskedConv2d("layer", MaskedConv2d.Kind.B, 3, 4, 3));
    check("masked_a_groups", new MaskedConv2d("layer", MaskedConv2d.Kind.A, 3, 6, 3, 3));
    check("masked_b_groups", new MaskedConv2d("layer", MaskedConv2d.Kind.B, 6, 3, 3, 3));
  }

  @Test
  void embedding() {
    int[] numbers = {0, 4, 2, 4, 4, 1};
    MemorySegment data = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, numbers);
    Tensor index = Tensor.over(TensorType.of(DType.I32, 2, 3), data);
    try (Embedding layer = new Embedding("layer", 5, 3)) {
      GOLDEN.check("embedding", layer, true, inputs -> List.of(layer.apply(index)));
    }
  }

  @Test
  void pooling() {
    checkPlain("average_pool", new AvgPool2d(2));
    checkPlain("average_pool_padded", new AvgPool2d(3, 2, 1, false));
    checkPlain("max_pool", new MaxPool2d(2));
    checkPlain("average_pool_ceil", new AvgPool2d(2, 2, 1, true, Rounding.CEIL));
    checkPlain("max_pool_padded", new MaxPool2d(3, 1, 1, 2));
    checkPlain("max_pool_ceil", new MaxPool2d(3, 2, 1, 1, Rounding.CEIL));
    checkPlain("average_pool1d", new AvgPool1d(2));
    checkPlain("max_pool1d", new MaxPool1d(3, 2, 1, 2, Rounding.CEIL));
  }

  @Test
  void upsampling() {
    checkPlain("upsample_nearest", new Upsample(2));
    checkPlain("upsample_bilinear", new Upsample(3, Upsample.Mode.BILINEAR));
    checkPlain("upsample_corners", new Upsample(2, Upsample.Mode.BILINEAR_CORNERS));
  }
}
