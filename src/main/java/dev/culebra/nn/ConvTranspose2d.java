package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;

/**
 * Transposed convolution with bias, {@code [N,H,W,inputs] -> [N,H',W',outputs]} with {@code H' =
 * (H−1)·stride − 2·padding + dilation·(kernel−1) + 1 + outputPadding}. Files hold PyTorch's {@code
 * weight[inputs,outputs/groups,KH,KW]}; the engine keeps {@code [KH,KW,outputs/groups,inputs]}, the
 * weight of the convolution that this is the adjoint of.
 */
public final class ConvTranspose2d extends Convolution {
  private final int kernel;
  private final int padding;
  private final int outputPadding;
  private final Window2d window;
  private final int groups;

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
    this(
        path,
        inputs,
        outputs,
        kernel,
        stride,
        padding,
        outputPadding,
        dilation,
        groups,
        WeightForm.PLAIN);
  }

  /**
   * As above, the weight made of parameters in another form. As in PyTorch, weight norm keeps a
   * length for each input channel, and spectral norm takes the output channels of a group as rows.
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
      int groups,
      WeightForm form) {
    if (outputPadding < 0 || outputPadding >= Math.max(stride, dilation)) {
      throw new IllegalArgumentException(
          "[conv_transpose2d] output padding "
              + outputPadding
              + " must be below the stride or the dilation");
    }
    super(
        path,
        new Sides("conv_transpose2d", inputs, outputs, groups, true, Shape.of(kernel, kernel)),
        form);
    this.kernel = kernel;
    this.padding = padding;
    this.outputPadding = outputPadding;
    this.window = Window2d.of(stride, padding, dilation);
    this.groups = groups;
  }

  @Override
  Value convolve(Value input, Value kernel) {
    int height = size(input.shape().size(1), window.strideHeight(), window.dilationHeight());
    int width = size(input.shape().size(2), window.strideWidth(), window.dilationWidth());
    return dev.culebra.op.ConvTranspose2d.of(input, kernel, window, groups, height, width);
  }

  private int size(int input, int stride, int dilation) {
    return (input - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + outputPadding;
  }
}
