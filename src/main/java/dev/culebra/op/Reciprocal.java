package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code 1/x}, correctly rounded. */
public record Reciprocal() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Reciprocal(), value);
  }

  @Override
  public String name() {
    return "reciprocal";
  }

  /** With {@code y = 1/x}: {@code dx = −g·y²}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value square = Square.of(backward.output(0));
    return new Value[] {Negate.of(Multiply.of(backward.gradient(), square))};
  }
}
