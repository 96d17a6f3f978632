package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code x·sigmoid(x)}, also called swish. */
public record Silu() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Silu(), value);
  }

  @Override
  public String name() {
    return "silu";
  }

  /** With {@code s = sigmoid(x)} and {@code y = x·s}: {@code g·(s + y·(1 − s))}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value sigmoid = Sigmoid.of(backward.input(0));
    Value rest = Multiply.of(backward.output(0), Affine.of(sigmoid, -1, 1));
    return new Value[] {Multiply.of(backward.gradient(), Add.of(sigmoid, rest))};
  }
}
