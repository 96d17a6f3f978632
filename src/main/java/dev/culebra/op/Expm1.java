package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code eˣ − 1} without cancellation for small x. */
public record Expm1() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Expm1(), value);
  }

  @Override
  public String name() {
    return "expm1";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Multiply.of(backward.gradient(), Affine.shift(backward.output(0), 1))};
  }
}
