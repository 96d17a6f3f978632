package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * What convolutions and their adjoints of any number of dimensions share: a weight and a bias, with
 * PyTorch's names, order in files and default initialization. Files hold {@code
 * weight[outputs,inputs/groups,kernel…]}, of an adjoint {@code [inputs,outputs/groups,kernel…]};
 * the engine keeps the kernel's axes first and the others swapped.
 */
abstract class Convolution extends Module implements Layer {
  private final Weight weight;
  private final Parameter bias;

  /**
   * @param path name of the layer in the model
   * @param sides channels, groups and kernel
   * @param form how the weight is made of parameters
   */
  Convolution(String path, Sides sides, WeightForm form) {
    this(path, sides, form, sides.torchDefault(), sides.torchDefault());
  }

  /** As above, weights and bias filled by initializers of their own. */
  Convolution(String path, Sides sides, WeightForm form, Initializer weights, Initializer biases) {
    Shape stored = Shape.of(sides.first(), sides.perGroup()).append(sides.kernel().sizes());
    FileLayout layout = channelsLast(stored, 2, 1, 0);
    weight =
        Weight.of(
            form,
            this,
            new Weight.Description(
                path,
                TensorType.f32(sides.kernel().append(sides.perGroup(), sides.first()).sizes()),
                layout,
                FileLayout.same(Shape.of(sides.first())),
                sides.matrix(),
                weights));
    bias = parameter(new Parameter(path + ".bias", TensorType.f32(sides.outputs()), biases, true));
  }

  /**
   * Channels, groups and kernel of a convolution or of an adjoint.
   *
   * @param operation for messages
   * @param inputs channels of the input; a multiple of {@code groups}
   * @param outputs channels of the output; a multiple of {@code groups}
   * @param groups channel groups
   * @param adjoint whether this is a transposed convolution
   * @param kernel its size along each dimension
   */
  record Sides(
      String operation, int inputs, int outputs, int groups, boolean adjoint, Shape kernel) {
    Sides {
      if (groups < 1 || inputs % groups != 0 || outputs % groups != 0) {
        throw new IllegalArgumentException(
            "["
                + operation
                + "] "
                + groups
                + " groups do not divide "
                + inputs
                + " and "
                + outputs
                + " channels");
      }
    }

    /** Size of the first axis in files. */
    int first() {
      return adjoint ? inputs : outputs;
    }

    /** Size of the second axis in files. */
    int perGroup() {
      return (adjoint ? outputs : inputs) / groups;
    }

    /** PyTorch takes fan_in from the second axis of the stored weight, also of an adjoint. */
    Initializer torchDefault() {
      return Initializer.torchDefault(perGroup() * kernel().elements());
    }

    /** Spectral norm counts the rows of an adjoint's matrix along the second axis, as PyTorch. */
    Weight.Matrix matrix() {
      int rows = adjoint ? perGroup() : outputs;
      Shape rest = Shape.of(adjoint ? inputs : perGroup()).append(kernel.sizes());
      FileLayout columns = channelsLast(rest, 1, 0);
      return new Weight.Matrix(
          FileLayout.same(Shape.of(rows)),
          new FileLayout(Shape.of(Math.toIntExact(rest.elements())), rest, columns.permutation()),
          adjoint);
    }
  }

  /** The axes from {@code kernel} on first, then those named. */
  private static FileLayout channelsLast(Shape stored, int kernel, int... last) {
    return FileLayout.permuted(
        stored,
        IntStream.concat(IntStream.range(kernel, stored.rank()), IntStream.of(last)).toArray());
  }

  /** The operation without bias. */
  abstract Value convolve(Value input, Value kernel);

  /** The weight as an operand. */
  Tensor kernel() {
    return weight.tensor();
  }

  @Override
  public final Tensor apply(Tensor input) {
    return Tensor.apply(values -> convolve(values[0], values[1]), input, kernel())
        .add(bias.tensor());
  }
}
