package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code (left − right)²}, element by element, under broadcasting. */
public record SquaredError() implements BinaryElementwise {
  public static Value of(Value left, Value right) {
    return Node.apply(new SquaredError(), left, right);
  }

  @Override
  public String name() {
    return "squared_error";
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value left = backward.input(0);
    Value right = backward.input(1);
    Value slope = Multiply.of(backward.gradient(), Affine.scale(Subtract.of(left, right), 2));
    return new Value[] {
      backward.wants(0) ? Unbroadcast.of(slope, left.shape()) : null,
      backward.wants(1) ? Unbroadcast.of(Negate.of(slope), right.shape()) : null
    };
  }
}
