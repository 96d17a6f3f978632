package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;

/**
 * The adjoint of {@link Conv1d} in its input, as {@link ConvTranspose2d} of images of one row.
 * Shapes: {@code y[N,L',O], w[K,C/groups,O] -> [N,L,C]}, where the convolution with the same weight
 * and window takes {@code [N,L,C]} to {@code [N,L',O]}.
 */
public final class ConvTranspose1d {
  private ConvTranspose1d() {}

  /**
   * @param window stride, padding and dilation of the convolution that this is the adjoint of
   * @param groups number of channel groups; divides both channel counts
   * @param length places L of the output; one of those that convolve to L'
   * @throws OpException if the shapes do not fit, with both types
   */
  public static Value of(Value input, Value weight, Window1d window, int groups, int length) {
    Shape y = input.shape();
    Shape w = weight.shape();
    require(y.rank() == 3, "input is not [N,L',O]", input, weight);
    require(w.rank() == 3, "weight is not [K,C/groups,O]", input, weight);
    DType dtype = input.type().dtype();
    require(dtype == weight.type().dtype(), "types differ", input, weight);
    require(dtype.isFloating(), dtype.label() + " has no arithmetic here", input, weight);
    require(w.size(0) >= 1, "the kernel is empty", input, weight);
    require(groups >= 1, "groups " + groups + " < 1", input, weight);
    require(
        y.size(2) == w.size(2) && w.size(2) % groups == 0,
        "input has "
            + y.size(2)
            + " channels; weight has "
            + w.size(2)
            + " in "
            + groups
            + " groups",
        input,
        weight);
    int convolved = window.output(length, w.size(0));
    require(
        length >= 1 && convolved == y.size(1),
        "output " + length + " convolves to " + convolved + ", not to the input's length",
        input,
        weight);
    Value image = Reshape.of(input, Shape.of(y.size(0), 1, y.size(1), y.size(2)));
    Value kernel = Reshape.of(weight, Shape.of(1, w.size(0), w.size(1), w.size(2)));
    Value output = ConvTranspose2d.of(image, kernel, window.plane(), groups, 1, length);
    return Reshape.of(output, Shape.of(y.size(0), length, w.size(1) * groups));
  }

  private static void require(boolean holds, String fact, Value input, Value weight) {
    if (!holds) {
      throw new OpException("conv_transpose1d", fact + ": " + input.type() + " x " + weight.type());
    }
  }
}
