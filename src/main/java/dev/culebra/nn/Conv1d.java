package dev.culebra.nn;

import dev.culebra.op.Window1d;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;

/**
 * One-dimensional convolution with bias, {@code [N,L,inputs] -> [N,L',outputs]}. Files hold
 * PyTorch's {@code weight[outputs,inputs/groups,K]}; the engine keeps {@code
 * [K,inputs/groups,outputs]}.
 */
public final class Conv1d extends Module implements Layer {
  private final Window1d window;
  private final int groups;
  private final Weight weight;
  private final Parameter bias;

  /** One group, PyTorch's default initialization. */
  public Conv1d(String path, int inputs, int outputs, int kernel, int stride, int padding) {
    this(path, inputs, outputs, kernel, Window1d.of(stride, padding), 1);
  }

  /**
   * @param path name of the layer in the model
   * @param inputs channels of the input; a multiple of {@code groups}
   * @param outputs channels of the output; a multiple of {@code groups}
   * @param kernel taps
   * @param window stride, padding and dilation; {@link Window1d#causal} sees no later places
   * @param groups channel groups
   */
  public Conv1d(String path, int inputs, int outputs, int kernel, Window1d window, int groups) {
    this(path, inputs, outputs, kernel, window, groups, WeightForm.PLAIN);
  }

  /** As above, the weight made of parameters in another form. */
  public Conv1d(
      String path,
      int inputs,
      int outputs,
      int kernel,
      Window1d window,
      int groups,
      WeightForm form) {
    if (groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "[conv1d] "
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
    long fanIn = (long) perGroup * kernel;
    weight =
        Weight.of(
            form,
            this,
            new Weight.Description(
                path,
                TensorType.f32(kernel, perGroup, outputs),
                FileLayout.permuted(Shape.of(outputs, perGroup, kernel), 2, 1, 0),
                new FileLayout(
                    Shape.of(perGroup * kernel), Shape.of(perGroup, kernel), new int[] {1, 0}),
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
    return Tensor.apply(
            values -> dev.culebra.op.Conv1d.of(values[0], values[1], window, groups),
            input,
            weight.tensor())
        .add(bias.tensor());
  }
}
