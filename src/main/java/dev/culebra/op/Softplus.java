package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code ln(1 + eˣ)}, without overflow. */
public record Softplus() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Softplus(), value);
  }

  @Override
  public String name() {
    return "softplus";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Multiply.of(backward.gradient(), Sigmoid.of(backward.input(0)))};
  }
}
