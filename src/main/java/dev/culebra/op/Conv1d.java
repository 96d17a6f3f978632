package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;

/**
 * One-dimensional cross-correlation, channels last, as {@link Conv2d} of images of one row: {@code
 * y[n,i,o] = Σ x[n, i·s + k·d − p, …] · w[k,c,o]}. Shapes: {@code x[N,L,C], w[K,C/groups,O] ->
 * [N,L',O]}.
 */
public final class Conv1d {
  private Conv1d() {}

  /**
   * @param window stride, padding and dilation
   * @param groups number of channel groups; divides both channel counts
   * @throws OpException if the shapes do not fit, with both types
   */
  public static Value of(Value input, Value weight, Window1d window, int groups) {
    Shape x = input.shape();
    Shape w = weight.shape();
    require(x.rank() == 3, "input is not [N,L,C]", input, weight);
    require(w.rank() == 3, "weight is not [K,C/groups,O]", input, weight);
    DType dtype = input.type().dtype();
    require(dtype == weight.type().dtype(), "types differ", input, weight);
    require(dtype.isFloating(), dtype.label() + " has no arithmetic here", input, weight);
    require(w.size(0) >= 1, "the kernel is empty", input, weight);
    require(groups >= 1, "groups " + groups + " < 1", input, weight);
    require(
        x.size(2) == w.size(1) * groups,
        "input has " + x.size(2) + " channels; weight and groups need " + w.size(1) * groups,
        input,
        weight);
    require(
        w.size(2) % groups == 0,
        groups + " groups do not divide " + w.size(2) + " outputs",
        input,
        weight);
    int length = window.output(x.size(1), w.size(0));
    require(length >= 1, "the kernel is longer than the padded sequence", input, weight);
    Value image = Reshape.of(input, Shape.of(x.size(0), 1, x.size(1), x.size(2)));
    Value kernel = Reshape.of(weight, Shape.of(1, w.size(0), w.size(1), w.size(2)));
    Value output = Conv2d.of(image, kernel, window.plane(), groups);
    return Reshape.of(output, Shape.of(x.size(0), length, w.size(2)));
  }

  private static void require(boolean holds, String fact, Value input, Value weight) {
    if (!holds) {
      throw new OpException("conv1d", fact + ": " + input.type() + " x " + weight.type());
    }
  }
}
