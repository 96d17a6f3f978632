package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** The error function, {@code 2/√π·∫₀ˣ e^(−t²) dt}. */
public record Erf() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Erf(), value);
  }

  @Override
  public String name() {
    return "erf";
  }

  /** {@code g·2/√π·e^(−x²)}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value bell = Exp.of(Negate.of(Square.of(backward.input(0))));
    return new Value[] {
      Multiply.of(backward.gradient(), Affine.scale(bell, 2 / Math.sqrt(Math.PI)))
    };
  }
}
