package dev.culebra.nn;

import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;

/**
 * Two-dimensional convolution with bias, {@code [N,H,W,inputs] -> [N,H',W',outputs]}. Files hold
 * PyTorch's {@code weight[outputs,inputs/groups,KH,KW]}; the engine keeps {@code
 * [KH,KW,inputs/groups,outputs]}.
 */
public final class Conv2d extends Module implements Layer {
  private final Window2d window;
  private final int groups;
  private final Weight weight;
  private final Parameter bias;

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
    if (groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "[conv2d] "
              + groups
              + " groups do not divide "
              + inputs
              + " and "
              + outputs
              + " channels");
    }
    this.window = window;
    this.groups = groups;
    int perGroup = inputs / groups;
    long fanIn = (long) perGroup * kernelHeight * kernelWidth;
    weight =
        Weight.of(
            form,
            this,
            new Weight.Description(
                path,
                TensorType.f32(kernelHeight, kernelWidth, perGroup, outputs),
                FileLayout.permuted(
                    Shape.of(outputs, perGroup, kernelHeight, kernelWidth), 2, 3, 1, 0),
                new FileLayout(
                    Shape.of(perGroup * kernelHeight * kernelWidth),
                    Shape.of(perGroup, kernelHeight, kernelWidth),
                    new int[] {1, 2, 0}),
                FileLayout.same(Shape.of(outputs)),
                Initializer.torchDefault(fanIn)));
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
    return Tensor.apply(new dev.culebra.op.Conv2d(window, groups), input, weight.tensor())
        .add(bias.tensor());
  }
}
