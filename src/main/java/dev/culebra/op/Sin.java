package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code sin x} for {@code |x| ≤ 2¹⁷}, beyond that NaN (see {@link dev.culebra.math.SinCos}). */
public record Sin() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Sin(), value);
  }

  @Override
  public String name() {
    return "sin";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Multiply.of(backward.gradient(), Cos.of(backward.input(0)))};
  }
}
