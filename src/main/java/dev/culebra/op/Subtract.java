package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code left - right} under broadcasting. */
public record Subtract() implements BinaryElementwise {
  public static Value of(Value left, Value right) {
    return Node.apply(new Subtract(), left, right);
  }

  @Override
  public String name() {
    return "subtract";
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value gradient = backward.gradient();
    return new Value[] {
      Unbroadcast.of(gradient, backward.input(0).shape()),
      backward.wants(1) ? Negate.of(Unbroadcast.of(gradient, backward.input(1).shape())) : null
    };
  }
}
