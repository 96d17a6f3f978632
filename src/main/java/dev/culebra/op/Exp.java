package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code eˣ}. */
public record Exp() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Exp(), value);
  }

  @Override
  public String name() {
    return "exp";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Multiply.of(backward.gradient(), backward.output(0))};
  }
}
