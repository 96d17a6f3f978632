package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code −1}, {@code 1}, or x itself where it is a zero or NaN. */
public record Sign() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Sign(), value);
  }

  @Override
  public String name() {
    return "sign";
  }

  /** 0 wherever it exists. */
  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {null};
  }
}
