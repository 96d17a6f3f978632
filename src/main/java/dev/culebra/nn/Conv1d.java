package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Window1d;
import dev.culebra.shape.Shape;

/**
 * One-dimensional convolution with bias, {@code [N,L,inputs] -> [N,L',outputs]}. Files hold
 * PyTorch's {@code weight[outputs,inputs/groups,K]}; the engine keeps {@code
 * [K,inputs/groups,outputs]}.
 */
public final class Conv1d extends Convolution {
  private final Window1d window;
  private final int groups;

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
    super(path, new Sides("conv1d", inputs, outputs, groups, false, Shape.of(kernel)), form);
    this.window = window;
    this.groups = groups;
  }

  @Override
  Value convolve(Value input, Value kernel) {
    return dev.culebra.op.Conv1d.of(input, kernel, window, groups);
  }
}
