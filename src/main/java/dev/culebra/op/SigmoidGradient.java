package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code g·y·(1 − y)} for a gradient g and the sigmoid's output y. */
public record SigmoidGradient() implements GradientElementwise {
  public static Value of(Value gradient, Value output) {
    return Node.apply(new SigmoidGradient(), gradient, output);
  }

  @Override
  public String name() {
    return "sigmoid_gradient";
  }

  /** To g: the same operation; to y: {@code u·g·(1 − 2y)}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value gradient = backward.input(0);
    Value output = backward.input(1);
    Value above = backward.gradient();
    return new Value[] {
      backward.wants(0) ? of(above, output) : null,
      backward.wants(1) ? Multiply.of(Multiply.of(above, gradient), Affine.of(output, -2, 1)) : null
    };
  }
}
