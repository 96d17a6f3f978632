package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code x·x}. */
public record Square() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Square(), value);
  }

  @Override
  public String name() {
    return "square";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Multiply.of(backward.gradient(), Affine.scale(backward.input(0), 2))};
  }
}
