package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Largest element over some axes, which keep size 1 in the output; NaN if one is NaN. An axis of
 * size 0 has no largest element and is refused.
 *
 * @param axes distinct axes counted from 0, rising
 */
public record Max(List<Integer> axes) implements Op {
  public Max {
    axes = axes.stream().distinct().sorted().toList();
  }

  /** Largest element over axes (negative ones count from the end), which keep size 1. */
  public static Value of(Value value, List<Integer> axes) {
    List<Integer> resolved = axes.stream().map(value.shape()::axis).toList();
    return resolved.isEmpty() ? value : Node.apply(new Max(resolved), value);
  }

  @Override
  public String name() {
    return "max";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    Shape shape = inputs.get(0).shape();
    for (int axis : axes) {
      Rule.require(
          Rule.hasAxis(inputs.get(0), axis), this, "axis " + axis + " is outside the rank", inputs);
      Rule.require(shape.size(axis) > 0, this, "axis " + axis + " is empty", inputs);
      shape = shape.with(axis, 1);
    }
    return List.of(inputs.get(0).withShape(shape));
  }

  /** Equal largest elements share the gradient equally, as in PyTorch's amax. */
  @Override
  public Value[] gradient(Backward backward) {
    Value input = backward.input(0);
    TensorType scalar = input.type().withShape(Shape.SCALAR);
    Value zero = Fill.of(scalar, 0);
    Value largest = Equal.of(input, backward.output(0));
    Value ties = Sum.of(Select.of(largest, Fill.of(scalar, 1), zero), axes);
    Value share = Broadcast.of(Divide.of(backward.gradient(), ties), input.shape());
    return new Value[] {Select.of(largest, share, zero)};
  }
}
