package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code −x}. */
public record Negate() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Negate(), value);
  }

  @Override
  public String name() {
    return "negate";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {of(backward.gradient())};
  }
}
