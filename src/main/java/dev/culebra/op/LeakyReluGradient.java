package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * {@code y > 0 ? g : slope·g} for a gradient g and the output y of {@link LeakyRelu}.
 *
 * @param slope as of {@link LeakyRelu}
 */
public record LeakyReluGradient(double slope) implements GradientElementwise {
  public static Value of(Value gradient, Value output, double slope) {
    return Node.apply(new LeakyReluGradient(slope), gradient, output);
  }

  @Override
  public String name() {
    return "leaky_relu_gradient";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {of(backward.gradient(), backward.input(1), slope), null};
  }
}
