package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code cos x} for {@code |x| ≤ 2¹⁷}, beyond that NaN (see {@link dev.culebra.math.SinCos}). */
public record Cos() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Cos(), value);
  }

  @Override
  public String name() {
    return "cos";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Negate.of(Multiply.of(backward.gradient(), Sin.of(backward.input(0))))};
  }
}
