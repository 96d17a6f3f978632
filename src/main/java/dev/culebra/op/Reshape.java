package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The same elements in the same row-major order under another shape. Costs nothing: the output is
 * the input's memory.
 *
 * @param shape the output's shape, with as many elements
 */
public record Reshape(Shape shape) implements Op {
  public static Value of(Value value, Shape shape) {
    return value.shape().equals(shape) ? value : Node.apply(new Reshape(shape), value);
  }

  @Override
  public String name() {
    return "reshape";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    long elements = inputs.get(0).elements();
    Rule.require(
        elements == shape.elements(),
        this,
        elements + " elements do not fill " + shape + " (" + shape.elements() + ")",
        inputs);
    return List.of(inputs.get(0).withShape(shape));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {of(backward.gradient(), backward.input(0).shape())};
  }
}
