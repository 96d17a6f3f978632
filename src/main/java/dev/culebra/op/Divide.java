package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code left / right} under broadcasting, correctly rounded. */
public record Divide() implements BinaryElementwise {
  public static Value of(Value left, Value right) {
    return Node.apply(new Divide(), left, right);
  }

  @Override
  public String name() {
    return "divide";
  }

  /** With {@code y = a/b}: {@code da = g/b} and {@code db = −g·y/b}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value left = backward.input(0);
    Value right = backward.input(1);
    Value toLeft = of(backward.gradient(), right);
    return new Value[] {
      backward.wants(0) ? Unbroadcast.of(toLeft, left.shape()) : null,
      backward.wants(1)
          ? Negate.of(Unbroadcast.of(Multiply.of(toLeft, backward.output(0)), right.shape()))
          : null
    };
  }
}
