package dev.culebra.nn;

import dev.culebra.op.Normalize;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Layer normalization over the last axes (Ba et al. 2016). Files hold PyTorch's {@code weight} and
 * {@code bias}; those of an image {@code [H,W,C]} channels-first.
 */
public final class LayerNorm extends Module implements Layer {
  private final int axes;
  private final double epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /** Over the last axis, with PyTorch's epsilon 1e-5. */
  public LayerNorm(String path, int features) {
    this(path, Shape.of(features), 1e-5);
  }

  /**
   * @param path name of the layer in the model
   * @param normalized sizes of the last axes: {@code [features]}, or an image {@code [H,W,C]}
   * @param epsilon added to the variance
   */
  public LayerNorm(String path, Shape normalized, double epsilon) {
    this.axes = normalized.rank();
    this.epsilon = epsilon;
    weight = Norms.features(this, path + ".weight", normalized, 1);
    bias = Norms.features(this, path + ".bias", normalized, 0);
  }

  @Override
  public Tensor apply(Tensor input) {
    int rank = input.shape().rank();
    List<Integer> last = IntStream.range(rank - axes, rank).boxed().toList();
    return Tensor.apply(new Normalize(last, epsilon), input, weight.tensor(), bias.tensor());
  }
}
