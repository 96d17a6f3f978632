package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * {@code x > 0 ? x : alpha·(eˣ − 1)}.
 *
 * @param alpha depth below 0, at least 0; rounded to the tensor's type
 */
public record Elu(double alpha) implements UnaryElementwise {
  public Elu {
    // The gradient reads the sign of x from the output, which a negative alpha would turn around.
    if (!(alpha >= 0)) {
      throw new IllegalArgumentException("[elu] alpha " + alpha + " is below 0");
    }
  }

  public static Value of(Value value, double alpha) {
    return Node.apply(new Elu(alpha), value);
  }

  @Override
  public String name() {
    return "elu";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {EluGradient.of(backward.gradient(), backward.output(0), alpha)};
  }
}
