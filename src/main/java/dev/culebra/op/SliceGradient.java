package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The adjoint of {@link Slice}: zeros, with the input's elements where the slice took them from.
 *
 * @param slice the slice
 * @param shape the shape that was sliced, which the output has
 */
public record SliceGradient(Slice slice, Shape shape) implements Op {
  public static Value of(Value gradient, Slice slice, Shape shape) {
    return Node.apply(new SliceGradient(slice, shape), gradient);
  }

  @Override
  public String name() {
    return "slice_gradient";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    TensorType whole = inputs.get(0).withShape(shape);
    Rule.require(
        Rule.forward(this, slice, List.of(whole), inputs).equals(inputs),
        this,
        "is no slice of " + shape,
        inputs);
    return List.of(whole);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Node.apply(slice, backward.gradient())};
  }
}
