package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The adjoint of {@link Conv2d} in its input, also called transposed convolution or deconvolution:
 * scatters each input pixel, weighted by the kernel, over the larger output.
 *
 * <p>Shapes: {@code y[N,H',W',O], w[KH,KW,C/groups,O] -> [N,H,W,C]}, where the convolution with the
 * same weight and window takes {@code [N,H,W,C]} to {@code [N,H',W',O]}. The output size is an
 * attribute because several sizes {@code H} convolve to the same {@code H'}; PyTorch's {@code
 * output_padding} picks among them: {@code H = (H'−1)·stride − 2·padding + dilation·(KH−1) + 1 +
 * output_padding}.
 *
 * @param window stride, padding and dilation of the convolution that this is the adjoint of
 * @param groups number of channel groups
 * @param height rows H of the output
 * @param width columns W of the output
 */
public record ConvTranspose2d(Window2d window, int groups, int height, int width) implements Op {
  public static Value of(
      Value input, Value weight, Window2d window, int groups, int height, int width) {
    return Node.apply(new ConvTranspose2d(window, groups, height, width), input, weight);
  }

  @Override
  public String name() {
    return "conv_transpose2d";
  }

  @Override
  public boolean isProduct() {
    return true;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Conv2d.checkOperands(this, inputs, groups);
    Shape input = inputs.get(0).shape();
    Shape weight = inputs.get(1).shape();
    Conv2d.checkKernel(this, inputs, weight.size(0), weight.size(1));
    Rule.require(
        input.size(3) == weight.size(3) && weight.size(3) % groups == 0,
        this,
        "input has "
            + input.size(3)
            + " channels; weight has "
            + weight.size(3)
            + " in "
            + groups
            + " groups",
        inputs);
    int convolvedHeight = window.outputHeight(height, weight.size(0));
    int convolvedWidth = window.outputWidth(width, weight.size(1));
    Rule.require(
        convolvedHeight == input.size(1) && convolvedWidth == input.size(2),
        this,
        "output "
            + height
            + "x"
            + width
            + " convolves to "
            + convolvedHeight
            + "x"
            + convolvedWidth
            + ", not to the input's size",
        inputs);
    return List.of(
        inputs.get(0).withShape(Shape.of(input.size(0), height, width, weight.size(2) * groups)));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value input = backward.input(0);
    Value weight = backward.input(1);
    Value gradient = backward.gradient();
    return new Value[] {
      backward.wants(0) ? Conv2d.of(gradient, weight, window, groups) : null,
      backward.wants(1)
          ? Conv2dWeightGradient.of(
              gradient, input, window, groups, weight.shape().size(0), weight.shape().size(1))
          : null
    };
  }
}
