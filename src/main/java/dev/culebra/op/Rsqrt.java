package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code 1/√x}: a rounded root, then a rounded quotient; NaN below 0, infinite at 0. */
public record Rsqrt() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Rsqrt(), value);
  }

  @Override
  public String name() {
    return "rsqrt";
  }

  /** {@code −½·g·y³}. */
  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {
      Affine.scale(Multiply.of(backward.gradient(), cube(backward.output(0))), -0.5)
    };
  }

  private static Value cube(Value value) {
    return Multiply.of(Square.of(value), value);
  }
}
