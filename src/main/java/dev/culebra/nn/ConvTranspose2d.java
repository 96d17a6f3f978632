package dev.culebra.nn;

import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;

/**
 * Transposed convolution with bias, {@code [N,H,W,inputs] -> [N,H',W',outputs]} with {@code H' =
 * (H−1)·stride − 2·padding + dilation·(kernel−1) + 1 + outputPadding}. Files hold PyTorch's {@code
 * weight[inputs,outputs/groups,KH,KW]}; the engine keeps {@code [KH,KW,outputs/groups,inputs]}, the
 * weight of the convolution that this is the adjoint of.
 */
public final class ConvTranspose2d extends Module implements Layer {
  private final int kernel;
  private final int padding;
  private final int outputPadding;
  private final Window2d window;
  private final int groups;
  private final Parameter weight;
  private final Parameter bias;

  /** One group, no output padding, PyTorch's default initialization. */
  public ConvTranspose2d(
      String path, int inputs, int outputs, int kernel, int stride, int padding) {
    this(path, inputs, outputs, kernel, stride, padding, 0, 1, 1);
  }

  /**
   * @param path name of the layer in the model
   * @param inputs channels of the input; a multiple of {@code groups}
   * @param outputs channels of the output; a multiple of {@code groups}
   * @param kernel rows and columns of the kernel
   * @param stride stride of the adjoint convolution
   * @param padding padding of the adjoint convolution
   * @param outputPadding rows and columns to add at the end of the output; below the stride or the
   *     dilation
   * @param dilation distance of neighbouring taps
   * @param groups channel groups
   */
  public ConvTranspose2d(
      String path,
      int inputs,
      int outputs,
      int kernel,
      int stride,
      int padding,
      int outputPadding,
      int dilation,
      int groups) {
    if (groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "[conv_transpose2d] "
              + groups
              + " groups do not divide "
              + inputs
              + " and "
              + outputs
              + " channels");
    }
    if (outputPadding < 0 || outputPadding >= Math.max(stride, dilation)) {
      throw new IllegalArgumentException(
          "[conv_transpose2d] output padding "
              + outputPadding
              + " must be below the stride or the dilation");
    }
    this.kernel = kernel;
    this.padding = padding;
    this.outputPadding = outputPadding;
    this.window = Window2d.of(stride, padding, dilation);
    this.groups = groups;
    int perGroup = outputs / groups;
    // PyTorch takes fan_in from the second axis of the stored weight: outputs/groups.
    long fanIn = (long) perGroup * kernel * kernel;
    weight =
        parameter(
            new Parameter(
                path + ".weight",
                TensorType.f32(kernel, kernel, perGroup, inputs),
                FileLayout.permuted(Shape.of(inputs, perGroup, kernel, kernel), 2, 3, 1, 0),
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
    int height = size(input.size(1), window.strideHeight(), window.dilationHeight());
    int width = size(input.size(2), window.strideWidth(), window.dilationWidth());
    return Tensor.apply(
            new dev.culebra.op.ConvTranspose2d(window, groups, height, width),
            input,
            weight.tensor())
        .add(bias.tensor());
  }

  private int size(int input, int stride, int dilation) {
    return (input - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + outputPadding;
  }
}
