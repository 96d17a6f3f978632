package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code √x}, correctly rounded; NaN below 0. */
public record Sqrt() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Sqrt(), value);
  }

  @Override
  public String name() {
    return "sqrt";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Divide.of(Affine.scale(backward.gradient(), 0.5), backward.output(0))};
  }
}
