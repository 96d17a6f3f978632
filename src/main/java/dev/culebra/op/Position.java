package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Where along one axis an extreme element lies, as i32; the axis keeps size 1. Of equal elements
 * the first; a NaN is more extreme than any number, as in PyTorch. Piecewise constant, so it has no
 * gradient.
 */
public interface Position extends Op {
  /** The axis, counted from 0. */
  int axis();

  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    TensorType type = inputs.get(0);
    boolean inside = axis() >= 0 && axis() < type.shape().rank();
    Rule.require(inside, this, "axis " + axis() + " is outside the rank", inputs);
    Rule.require(
        type.shape().size(axis()) > 0, this, "axis " + axis() + " has no elements", inputs);
    return List.of(type.withShape(type.shape().with(axis(), 1)).withDtype(DType.I32));
  }

  @Override
  default Value[] gradient(Backward backward) {
    return new Value[1];
  }
}
