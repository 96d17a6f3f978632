package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code left * right}, element by element, under broadcasting. */
public record Multiply() implements BinaryElementwise {
  public static Value of(Value left, Value right) {
    return Node.apply(new Multiply(), left, right);
  }

  @Override
  public String name() {
    return "multiply";
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value left = backward.input(0);
    Value right = backward.input(1);
    Value gradient = backward.gradient();
    return new Value[] {
      backward.wants(0) ? Unbroadcast.of(of(gradient, right), left.shape()) : null,
      backward.wants(1) ? Unbroadcast.of(of(gradient, left), right.shape()) : null
    };
  }
}
