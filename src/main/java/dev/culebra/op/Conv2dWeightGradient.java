package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The adjoint of {@link Conv2d} in its weight: {@code dw[k,l,c,o] = Σ x[n, i·s + k·d − p, …, c] ·
 * dy[n,i,j,o]}.
 *
 * <p>Shapes: {@code x[N,H,W,C], dy[N,H',W',O] -> [KH,KW,C/groups,O]}.
 *
 * @param window stride, padding and dilation of the convolution
 * @param groups number of channel groups
 * @param kernelHeight rows KH of the kernel
 * @param kernelWidth columns KW of the kernel
 */
public record Conv2dWeightGradient(Window2d window, int groups, int kernelHeight, int kernelWidth)
    implements Op {
  public static Value of(
      Value input, Value gradient, Window2d window, int groups, int height, int width) {
    return Node.apply(new Conv2dWeightGradient(window, groups, height, width), input, gradient);
  }

  @Override
  public String name() {
    return "conv2d_weight_gradient";
  }

  @Override
  public boolean isProduct() {
    return true;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Conv2d.checkOperands(this, inputs, groups);
    Conv2d.checkKernel(this, inputs, kernelHeight, kernelWidth);
    Shape input = inputs.get(0).shape();
    Shape gradient = inputs.get(1).shape();
    Rule.require(
        input.size(0) == gradient.size(0)
            && window.outputHeight(input.size(1), kernelHeight) == gradient.size(1)
            && window.outputWidth(input.size(2), kernelWidth) == gradient.size(2),
        this,
        "a " + kernelHeight + "x" + kernelWidth + " kernel does not lead from input to gradient",
        inputs);
    Rule.require(
        input.size(3) % groups == 0 && gradient.size(3) % groups == 0,
        this,
        groups + " groups do not divide the channels",
        inputs);
    return List.of(
        inputs
            .get(0)
            .withShape(
                Shape.of(kernelHeight, kernelWidth, input.size(3) / groups, gradient.size(3))));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value input = backward.input(0);
    Value upstream = backward.input(1);
    Value gradient = backward.gradient();
    return new Value[] {
      backward.wants(0)
          ? ConvTranspose2d.of(
              upstream, gradient, window, groups, input.shape().size(1), input.shape().size(2))
          : null,
      backward.wants(1) ? Conv2d.of(input, gradient, window, groups) : null
    };
  }
}
