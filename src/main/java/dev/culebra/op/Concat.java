package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Tensors of one type joined along an axis; the other axes are equal.
 *
 * @param axis the axis, from 0
 */
public record Concat(int axis) implements Op {
  /** Joins along an axis (negative ones count from the end). */
  public static Value of(int axis, List<Value> values) {
    if (values.size() == 1) {
      return values.get(0);
    }
    return Node.apply(new Concat(values.get(0).shape().axis(axis)), values.toArray(Value[]::new));
  }

  @Override
  public String name() {
    return "concat";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.require(!inputs.isEmpty(), this, "nothing to join", inputs);
    TensorType first = inputs.get(0);
    Rule.require(
        Rule.hasAxis(inputs.get(0), axis), this, "axis " + axis + " is outside the rank", inputs);
    int total = 0;
    for (TensorType type : inputs) {
      boolean fits =
          type.dtype() == first.dtype()
              && type.shape().rank() == first.shape().rank()
              && type.shape().with(axis, 1).equals(first.shape().with(axis, 1));
      Rule.require(fits, this, "types differ beyond axis " + axis, inputs);
      total += type.shape().size(axis);
    }
    return List.of(first.withShape(first.shape().with(axis, total)));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value[] toInputs = new Value[backward.inputs().size()];
    int start = 0;
    for (int i = 0; i < toInputs.length; i++) {
      Shape shape = backward.input(i).shape();
      int stop = start + shape.size(axis);
      toInputs[i] = backward.wants(i) ? Slice.along(backward.gradient(), axis, start, stop) : null;
      start = stop;
    }
    return toInputs;
  }
}
