package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code max(x, 0)}; NaN stays NaN. */
public record Relu() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Relu(), value);
  }

  @Override
  public String name() {
    return "relu";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {ReluGradient.of(backward.gradient(), backward.output(0))};
  }
}
