package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code tanh x}. */
public record Tanh() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Tanh(), value);
  }

  @Override
  public String name() {
    return "tanh";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {TanhGradient.of(backward.gradient(), backward.output(0))};
  }
}
