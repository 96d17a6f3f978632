package dev.culebra.nn;

import dev.culebra.op.Normalize;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Instance normalization of {@code [N,…,C]} (Ulyanov et al. 2016): each channel of each sample over
 * its places. As PyTorch's default it keeps no running statistics.
 */
public final class InstanceNorm2d extends Module implements Layer {
  private final double epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /** PyTorch's default: epsilon 1e-5, neither scale nor shift. */
  public InstanceNorm2d(String path, int channels) {
    this(path, channels, 1e-5, false);
  }

  /**
   * @param path name of the layer in the model
   * @param channels size of the last axis
   * @param epsilon added to the variance
   * @param affine whether there are {@code weight} and {@code bias}
   */
  public InstanceNorm2d(String path, int channels, double epsilon, boolean affine) {
    this.epsilon = epsilon;
    TensorType row = TensorType.f32(channels);
    weight = affine ? Norms.row(this, path + ".weight", row, 1, true) : null;
    bias = affine ? Norms.row(this, path + ".bias", row, 0, true) : null;
  }

  @Override
  public Tensor apply(Tensor input) {
    List<Integer> places = IntStream.range(1, input.shape().rank() - 1).boxed().toList();
    Normalize op = new Normalize(places, epsilon);
    return weight == null
        ? Tensor.apply(op, input)
        : Tensor.apply(op, input, weight.tensor(), bias.tensor());
  }
}
