package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Normalize;
import dev.culebra.op.Reshape;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.util.List;

/** Group normalization of {@code [N,…,C]} (Wu and He 2018), with PyTorch's parameters. */
public final class GroupNorm extends Module implements Layer {
  private final int groups;
  private final double epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /** With PyTorch's epsilon 1e-5. */
  public GroupNorm(String path, int groups, int channels) {
    this(path, groups, channels, 1e-5);
  }

  /**
   * @param path name of the layer in the model
   * @param groups neighbouring channels share a mean in so many groups
   * @param channels size of the last axis; a multiple of {@code groups}
   * @param epsilon added to the variance
   */
  public GroupNorm(String path, int groups, int channels, double epsilon) {
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "[group_norm] " + groups + " groups do not divide " + channels + " channels");
    }
    this.groups = groups;
    this.epsilon = epsilon;
    weight = Norms.row(this, path + ".weight", TensorType.f32(channels), 1, true);
    bias = Norms.row(this, path + ".bias", TensorType.f32(channels), 0, true);
  }

  @Override
  public Tensor apply(Tensor input) {
    Shape shape = input.shape();
    int inner = shape.size(-1) / groups;
    int places = Math.toIntExact(shape.range(1, shape.rank() - 1).elements());
    Shape grouped = Shape.of(shape.size(0), places, groups, inner);
    Shape row = Shape.of(groups, inner);
    return Tensor.apply(
        values -> {
          Value scale = Reshape.of(values[1], row);
          Value shift = Reshape.of(values[2], row);
          Value x = Reshape.of(values[0], grouped);
          Value y = Normalize.of(x, scale, shift, List.of(1, 3), epsilon).output(0);
          return Reshape.of(y, shape);
        },
        input,
        weight.tensor(),
        bias.tensor());
  }
}
