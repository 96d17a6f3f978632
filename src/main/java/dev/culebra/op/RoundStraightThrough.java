package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * The nearest whole number, halves to the even one. The gradient passes as if nothing had been
 * rounded (straight-through; Bengio et al. 2013).
 */
public record RoundStraightThrough() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new RoundStraightThrough(), value);
  }

  @Override
  public String name() {
    return "round_straight_through";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {backward.gradient()};
  }
}
