package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code ln x}; −∞ at 0, NaN below. */
public record Log() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Log(), value);
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Divide.of(backward.gradient(), backward.input(0))};
  }
}
