package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Two-dimensional cross-correlation, channels last: {@code y[n,i,j,o] = Σ x[n, i·s + k·d − p, …, c]
 * · w[k,l,c,o]}.
 *
 * <p>Shapes: {@code x[N,H,W,C] , w[KH,KW,C/groups,O] -> [N,H',W',O]}. Group {@code g} joins input
 * channels {@code [g·C/groups, …)} to output channels {@code [g·O/groups, …)}.
 *
 * @param window stride, padding and dilation
 * @param groups number of channel groups; divides both channel counts
 */
public record Conv2d(Window2d window, int groups) implements Op {
  public static Value of(Value input, Value weight, Window2d window, int groups) {
    return Node.apply(new Conv2d(window, groups), input, weight);
  }

  @Override
  public String name() {
    return "conv2d";
  }

  @Override
  public boolean isProduct() {
    return true;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    checkOperands(this, inputs, groups);
    Shape input = inputs.get(0).shape();
    Shape weight = inputs.get(1).shape();
    checkKernel(this, inputs, weight.size(0), weight.size(1));
    int channels = weight.size(2) * groups;
    Rule.require(
        input.size(3) == channels,
        this,
        "input has " + input.size(3) + " channels; weight and groups need " + channels,
        inputs);
    int height = window.outputHeight(input.size(1), weight.size(0));
    int width = window.outputWidth(input.size(2), weight.size(1));
    Rule.require(
        height >= 1 && width >= 1, this, "the kernel is larger than the padded image", inputs);
    return List.of(inputs.get(0).withShape(Shape.of(input.size(0), height, width, weight.size(3))));
  }

  static void checkKernel(Op op, List<TensorType> inputs, int height, int width) {
    Rule.require(
        height >= 1 && width >= 1, op, "kernel " + height + "x" + width + " is empty", inputs);
  }

  /** Two operands of rank 4 and one floating type; groups divide the weight's output channels. */
  static void checkOperands(Op op, List<TensorType> inputs, int groups) {
    Rule.arity(op, inputs, 2);
    Rule.sameDtype(op, inputs, 0, 1);
    Rule.floating(op, inputs, 0);
    Rule.rank(op, inputs, 0, 4);
    Rule.rank(op, inputs, 1, 4);
    Rule.require(groups >= 1, op, "groups " + groups + " < 1", inputs);
    int outputs = inputs.get(1).shape().size(3);
    Rule.require(
        outputs % groups == 0,
        op,
        groups + " groups do not divide " + outputs + " output channels",
        inputs);
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value input = backward.input(0);
    Value weight = backward.input(1);
    Value gradient = backward.gradient();
    return new Value[] {
      backward.wants(0)
          ? ConvTranspose2d.of(
              gradient, weight, window, groups, input.shape().size(1), input.shape().size(2))
          : null,
      backward.wants(1)
          ? Conv2dWeightGradient.of(
              input, gradient, window, groups, weight.shape().size(0), weight.shape().size(1))
          : null
    };
  }
}
