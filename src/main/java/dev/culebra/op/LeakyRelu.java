package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * {@code x > 0 ? x : slope·x}.
 *
 * @param slope factor below 0, at least 0; rounded to the tensor's type
 */
public record LeakyRelu(double slope) implements UnaryElementwise {
  public LeakyRelu {
    // The gradient reads the sign of x from the output, which a negative slope would turn around.
    if (!(slope >= 0)) {
      throw new IllegalArgumentException("[leaky_relu] slope " + slope + " is below 0");
    }
  }

  public static Value of(Value value, double slope) {
    return Node.apply(new LeakyRelu(slope), value);
  }

  @Override
  public String name() {
    return "leaky_relu";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {LeakyReluGradient.of(backward.gradient(), backward.output(0), slope)};
  }
}
