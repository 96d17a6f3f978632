package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code y > 0 ? g : 0} for a gradient g and ReLU's output (or input) y. */
public record ReluGradient() implements GradientElementwise {
  public static Value of(Value gradient, Value output) {
    return Node.apply(new ReluGradient(), gradient, output);
  }

  @Override
  public String name() {
    return "relu_gradient";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {of(backward.gradient(), backward.input(1)), null};
  }
}
