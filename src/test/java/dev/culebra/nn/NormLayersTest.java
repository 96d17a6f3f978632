package dev.culebra.nn;

import dev.culebra.op.AdaptiveInstanceNorm;
import dev.culebra.op.RmsNorm;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormLayersTest {
  private static final LayerGolden GOLDEN = new LayerGolden("norm_layers");

  private static <L extends Module & Layer> void check(String name, L layer, boolean training) {
    try (layer) {
      GOLDEN.check(name, layer, training, inputs -> List.of(layer.apply(inputs.get(0))));
    }
  }

  @Test
  void batchNormByTheBatch() {
    check("batch_training", new BatchNorm2d("layer", 5), true);
    check("batch_vectors", new BatchNorm2d("layer", 5), true);
  }

  @Test
  void batchNormByRunningStatistics() {
    check("batch_evaluation", new BatchNorm2d("layer", 5), false);
  }

  @Test
  void layerNorm() {
    check("layer", new LayerNorm("layer", 7), true);
    check("layer_image", new LayerNorm("layer", Shape.of(3, 4, 2), 1e-5), true);
  }

  @Test
  void groupNorm() {
    check("group", new GroupNorm("layer", 2, 6), true);
  }

  @Test
  void instanceNorm() {
    check("instance", new InstanceNorm2d("layer", 5), true);
    check("instance_affine", new InstanceNorm2d("layer", 5, 1e-5, true), true);
  }

  @Test
  void adaptiveInstanceNorm() {
    GOLDEN.check("adaptive", Sequential.of("layer"), true, NormLayersTest::adaptive);
  }

  private static List<Tensor> adaptive(List<Tensor> inputs) {
    return List.of(
        Tensor.apply(
            values -> AdaptiveInstanceNorm.of(values[0], values[1], values[2], 1e-5),
            inputs.toArray(Tensor[]::new)));
  }

  @Test
  void rmsNorm() {
    GOLDEN.check("rms", Sequential.of("layer"), true, NormLayersTest::rms);
  }

  private static List<Tensor> rms(List<Tensor> inputs) {
    return List.of(
        Tensor.apply(
            values -> RmsNorm.of(values[0], values[1], List.of(-1), 1e-6),
            inputs.toArray(Tensor[]::new)));
  }
}
