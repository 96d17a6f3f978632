package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** The nearest whole number, of two the even one, as in IEEE 754; keeps the sign of zero. */
public record Round() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Round(), value);
  }

  @Override
  public String name() {
    return "round";
  }

  /** 0 wherever it exists. */
  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {null};
  }
}
