package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** The largest whole number that is not above x; keeps the sign of zero. */
public record Floor() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Floor(), value);
  }

  @Override
  public String name() {
    return "floor";
  }

  /** 0 wherever it exists. */
  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {null};
  }
}
