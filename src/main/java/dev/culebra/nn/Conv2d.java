package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Initializer;

/**
 * Two-dimensional convolution with bias, {@code [N,H,W,inputs] -> [N,H',W',outputs]}. Files hold
 * PyTorch's {@code weight[outputs,inputs/groups,KH,KW]}; the engine keeps {@code
 * [KH,KW,inputs/groups,outputs]}.
 */
public final class Conv2d extends Convolution {
  private final Window2d window;
  private final int groups;

  /** A square kernel, one group, PyTorch's default initialization. */
  public Conv2d(String path, int inputs, int outputs, int kernel, int stride, int padding) {
    this(path, inputs, outputs, kernel, kernel, Window2d.of(stride, padding), 1);
  }

  /**
   * @param path name of the layer in the model
   * @param inputs channels of the input; a multiple of {@code groups}
   * @param outputs channels of the output; a multiple of {@code groups}
   * @param kernelHeight rows of the kernel
   * @param kernelWidth columns of the kernel
   * @param window stride, padding and dilation
   * @param groups channel groups
   */
  public Conv2d(
      String path,
      int inputs,
      int outputs,
      int kernelHeight,
      int kernelWidth,
      Window2d window,
      int groups) {
    this(path, inputs, outputs, kernelHeight, kernelWidth, window, groups, WeightForm.PLAIN);
  }

  /** As above, the weight made of parameters in another form. */
  public Conv2d(
      String path,
      int inputs,
      int outputs,
      int kernelHeight,
      int kernelWidth,
      Window2d window,
      int groups,
      WeightForm form) {
    super(
        path,
        new Sides("conv2d", inputs, outputs, groups, false, Shape.of(kernelHeight, kernelWidth)),
        form);
    this.window = window;
    this.groups = groups;
  }

  private Conv2d(String path, Sides sides, Window2d window, Initializer weights) {
    super(path, sides, WeightForm.PLAIN, weights, Initializer.zeros());
    this.window = window;
    this.groups = sides.groups();
  }

  /**
   * Images that keep their size under an odd square kernel, weights filled by {@code weights}, no
   * bias at first.
   */
  public static Conv2d sameSize(
      String path, int inputs, int outputs, int kernel, Initializer weights) {
    Sides sides = new Sides("conv2d", inputs, outputs, 1, false, Shape.of(kernel, kernel));
    return new Conv2d(path, sides, Window2d.of(1, kernel / 2), weights);
  }

  @Override
  Value convolve(Value input, Value kernel) {
    return dev.culebra.op.Conv2d.of(input, kernel, window, groups);
  }
}
