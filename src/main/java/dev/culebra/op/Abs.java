package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code |x|}. */
public record Abs() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Abs(), value);
  }

  @Override
  public String name() {
    return "abs";
  }

  /** {@code g·sign(x)}, with sign(0) = 0. */
  @Override
  public Value[] gradient(Backward backward) {
    Value input = backward.input(0);
    Value gradient = backward.gradient();
    return new Value[] {
      Subtract.of(ReluGradient.of(gradient, input), ReluGradient.of(gradient, Negate.of(input)))
    };
  }
}
