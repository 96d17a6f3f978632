package dev.culebra.nn;

import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;

/**
 * {@code y = x·W + b}: {@code [N,inputs] -> [N,outputs]}. Files hold PyTorch's {@code
 * weight[outputs,inputs]} and {@code bias[outputs]}; the engine keeps {@code W[inputs,outputs]}.
 *
 * <p>Where an image is flattened before the layer or made of its result, PyTorch orders the
 * features channels-first and the engine channels-last: give the image's shape, and files keep
 * PyTorch's order.
 */
public final class Linear extends Module implements Layer {
  private final Weight weight;
  private final Parameter bias;

  /** A linear layer of plain features with PyTorch's default initialization. */
  public Linear(String path, int inputs, int outputs) {
    this(path, Shape.of(inputs), Shape.of(outputs));
  }

  /**
   * A linear layer with PyTorch's default initialization.
   *
   * @param path name of the layer in the model
   * @param input {@code [features]}, or {@code [H,W,C]} if the features are a flattened image
   * @param output {@code [features]}, or {@code [H,W,C]} if the result becomes an image
   */
  public Linear(String path, Shape input, Shape output) {
    this(path, input, output, Initializer.torchDefault(input.elements()));
  }

  /** A linear layer whose weights are filled by {@code weights}, its bias by PyTorch's default. */
  public Linear(String path, Shape input, Shape output, Initializer weights) {
    this(path, input, output, weights, WeightForm.PLAIN);
  }

  /** A linear layer whose weights and bias are filled by initializers of their own. */
  public Linear(String path, Shape input, Shape output, Initializer weights, Initializer bias) {
    this(path, input, output, weights, bias, WeightForm.PLAIN);
  }

  /** A linear layer of PyTorch's default bias, the weight made of parameters in another form. */
  public Linear(String path, Shape input, Shape output, Initializer weights, WeightForm form) {
    this(path, input, output, weights, Initializer.torchDefault(input.elements()), form);
  }

  private Linear(
      String path,
      Shape input,
      Shape output,
      Initializer weights,
      Initializer biases,
      WeightForm form) {
    int inputs = Math.toIntExact(input.elements());
    int outputs = Math.toIntExact(output.elements());
    weight =
        Weight.of(
            form,
            this,
            new Weight.Description(
                path,
                TensorType.f32(inputs, outputs),
                weightLayout(input, output, inputs, outputs),
                biasLayout(output, outputs),
                new Weight.Matrix(biasLayout(output, outputs), biasLayout(input, inputs), false),
                weights));
    bias =
        parameter(
            new Parameter(
                path + ".bias",
                new TensorType(DType.F32, Shape.of(outputs)),
                biasLayout(output, outputs),
                biases,
                true));
  }

  /** A linear layer of Glorot and Bengio's uniform weights and no bias at first. */
  public static Linear glorot(String path, Shape input, Shape output) {
    Initializer weights = Initializer.xavierUniform(input.elements(), output.elements(), 1);
    return new Linear(path, input, output, weights, Initializer.zeros());
  }

  /** {@code W[inputs,outputs]}, for models that use it the other way too. */
  public Tensor weight() {
    return weight.tensor();
  }

  /** The bias, {@code [outputs]}, for models that set it from their data. */
  public Parameter bias() {
    return bias;
  }

  @Override
  public Tensor apply(Tensor input) {
    return input.matmul(weight.tensor()).add(bias.tensor());
  }

  /** PyTorch's {@code [outputs, inputs]}, each side possibly an image {@code [C,H,W]}. */
  private static FileLayout weightLayout(Shape input, Shape output, int inputs, int outputs) {
    Shape stored = Shape.of(outputs, inputs);
    Shape view = channelsFirst(output).append(channelsFirst(input).sizes());
    int[] outputAxes = channelsLastAxes(output, 0);
    int[] inputAxes = channelsLastAxes(input, output.rank());
    int[] permutation = new int[view.rank()];
    System.arraycopy(inputAxes, 0, permutation, 0, inputAxes.length);
    System.arraycopy(outputAxes, 0, permutation, inputAxes.length, outputAxes.length);
    return new FileLayout(stored, view, permutation);
  }

  private static FileLayout biasLayout(Shape output, int outputs) {
    return new FileLayout(Shape.of(outputs), channelsFirst(output), channelsLastAxes(output, 0));
  }

  private static Shape channelsFirst(Shape features) {
    return switch (features.rank()) {
      case 1 -> features;
      case 3 -> Shape.of(features.size(2), features.size(0), features.size(1));
      default ->
          throw new IllegalArgumentException(
              "[linear] features are [n] or an image [H,W,C]; not " + features);
    };
  }

  /** Where the axes of {@code [H,W,C]} are found in {@code [C,H,W]}, counted from {@code first}. */
  private static int[] channelsLastAxes(Shape features, int first) {
    return features.rank() == 1 ? new int[] {first} : new int[] {first + 1, first + 2, first};
  }
}
