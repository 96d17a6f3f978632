package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * {@code y > 0 ? g : g·(y + alpha)} for a gradient g and the output y of {@link Elu}.
 *
 * @param alpha as of {@link Elu}
 */
public record EluGradient(double alpha) implements GradientElementwise {
  public static Value of(Value gradient, Value output, double alpha) {
    return Node.apply(new EluGradient(alpha), gradient, output);
  }

  @Override
  public String name() {
    return "elu_gradient";
  }

  /** To g: the same operation; to y: {@code y < 0 ? u·g : 0}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value gradient = backward.input(0);
    Value output = backward.input(1);
    Value above = backward.gradient();
    return new Value[] {
      backward.wants(0) ? of(above, output, alpha) : null,
      backward.wants(1) ? ReluGradient.of(Multiply.of(above, gradient), Negate.of(output)) : null
    };
  }
}
