package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code log(1 + x)} without cancellation for small x; NaN below −1. */
public record Log1p() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Log1p(), value);
  }

  @Override
  public String name() {
    return "log1p";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Divide.of(backward.gradient(), Affine.shift(backward.input(0), 1))};
  }
}
