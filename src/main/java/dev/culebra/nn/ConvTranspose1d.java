package dev.culebra.nn;

import dev.culebra.op.Window1d;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;

/**
 * Transposed one-dimensional convolution with bias, {@code [N,L,inputs] -> [N,L',outputs]} with
 * {@code L' = (L−1)·stride − 2·padding + dilation·(kernel−1) + 1 + outputPadding}. Files hold
 * PyTorch's {@code weight[inputs,outputs/groups,K]}; the engine keeps {@code
 * [K,outputs/groups,inputs]}.
 */
public final class ConvTranspose1d extends Module implements Layer {
  private final int kernel;
  private final int outputPadding;
  private final Window1d window;
  private final int groups;
  private final Parameter weight;
  private final Parameter bias;

  /** One group, no output padding, PyTorch's default initialization. */
  public ConvTranspose1d(
      String path, int inputs, int outputs, int kernel, int stride, int padding) {
    this(path, inputs, outputs, kernel, Window1d.of(stride, padding), 0, 1);
  }

  /**
   * @param path name of the layer in the model
   * @param inputs channels of the input; a multiple of {@code groups}
   * @param outputs channels of the output; a multiple of {@code groups}
   * @param kernel taps
   * @param window stride, padding and dilation of the adjoint convolution
   * @param outputPadding places to add at the end of the output; below the stride or the dilation
   * @param groups channel groups
   */
  public ConvTranspose1d(
      String path,
      int inputs,
      int outputs,
      int kernel,
      Window1d window,
      int outputPadding,
      int groups) {
    if (groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "[conv_transpose1d] "
              + groups
              + " groups do not divide "
              + inputs
              + " and "
              + outputs
              + " channels");
    }
    if (outputPadding < 0 || outputPadding >= Math.max(window.stride(), window.dilation())) {
      throw new IllegalArgumentException(
          "[conv_transpose1d] output padding "
              + outputPadding
              + " must be below the stride or the dilation");
    }
    this.kernel = kernel;
    this.outputPadding = outputPadding;
    this.window = window;
    this.groups = groups;
    int perGroup = outputs / groups;
    // PyTorch takes fan_in from the second axis of the stored weight: outputs/groups.
    long fanIn = (long) perGroup * kernel;
    weight =
        parameter(
            new Parameter(
                path + ".weight",
                TensorType.f32(kernel, perGroup, inputs),
                FileLayout.permuted(Shape.of(inputs, perGroup, kernel), 2, 1, 0),
                Initializer.torchDefault(fanIn),
                true));
    bias =
        parameter(
            new Parameter(
                path + ".bias",
                TensorType.f32(outputs),
                FileLayout.same(Shape.of(outputs)),
                Initializer.torchDefault(fanIn),
                true));
  }

  @Override
  public Tensor apply(Tensor input) {
    int span = window.dilation() * (kernel - 1) + 1;
    int padding = window.left() + window.right();
    int length = (input.size(1) - 1) * window.stride() - padding + span + outputPadding;
    return Tensor.apply(
            values ->
                dev.culebra.op.ConvTranspose1d.of(values[0], values[1], window, groups, length),
            input,
            weight.tensor())
        .add(bias.tensor());
  }
}
