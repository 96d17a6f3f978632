package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Window1d;
import dev.culebra.shape.Shape;

/**
 * Transposed one-dimensional convolution with bias, {@code [N,L,inputs] -> [N,L',outputs]} with
 * {@code L' = (L−1)·stride − 2·padding + dilation·(kernel−1) + 1 + outputPadding}. Files hold
 * PyTorch's {@code weight[inputs,outputs/groups,K]}; the engine keeps {@code
 * [K,outputs/groups,inputs]}.
 */
public final class ConvTranspose1d extends Convolution {
  private final int outputPadding;
  private final Window1d window;
  private final int groups;

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
    this(path, inputs, outputs, kernel, window, outputPadding, groups, WeightForm.PLAIN);
  }

  /**
   * As above, the weight made of parameters in another form. As in PyTorch, weight norm keeps a
   * length for each input channel, and spectral norm takes the output channels of a group as rows.
   */
  public ConvTranspose1d(
      String path,
      int inputs,
      int outputs,
      int kernel,
      Window1d window,
      int outputPadding,
      int groups,
      WeightForm form) {
    if (outputPadding < 0 || outputPadding >= Math.max(window.stride(), window.dilation())) {
      throw new IllegalArgumentException(
          "[conv_transpose1d] output padding "
              + outputPadding
              + " must be below the stride or the dilation");
    }
    super(
        path, new Sides("conv_transpose1d", inputs, outputs, groups, true, Shape.of(kernel)), form);
    this.outputPadding = outputPadding;
    this.window = window;
    this.groups = groups;
  }

  @Override
  Value convolve(Value input, Value kernel) {
    int span = window.dilation() * (kernel.shape().size(0) - 1) + 1;
    int padding = window.left() + window.right();
    int length = (input.shape().size(1) - 1) * window.stride() - padding + span + outputPadding;
    return dev.culebra.op.ConvTranspose1d.of(input, kernel, window, groups, length);
  }
}
