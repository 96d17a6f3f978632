package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Repeats along axes of size 1 (and along new leading axes) until the shape is reached.
 *
 * @param shape the output's shape
 */
public record Broadcast(Shape shape) implements Op {
  public static Value of(Value value, Shape shape) {
    return value.shape().equals(shape) ? value : Node.apply(new Broadcast(shape), value);
  }

  @Override
  public String name() {
    return "broadcast";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.require(
        shape.equals(Shape.broadcast(inputs.get(0).shape(), shape)),
        this,
        "does not stretch to " + shape,
        inputs);
    return List.of(inputs.get(0).withShape(shape));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Unbroadcast.of(backward.gradient(), backward.input(0).shape())};
  }
}
