package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The adjoint of {@link Gather}: zeros, to which elements are added along an axis, {@code
 * y[…,index[…,j,…],…] += x[…,j,…]}, in the order of j, so that results repeat. Shapes: {@code
 * x[…,J,…], index[…,J,…] -> […,K,…]}.
 *
 * <p>Inputs: x, floating; the index, i32 or i64. An index outside the axis is an error when the
 * call runs.
 *
 * @param axis the axis, from 0
 * @param size the output's size K along it
 */
public record ScatterAdd(int axis, int size) implements Op {
  /** Along an axis; negative ones count from the end. */
  public static Value of(Value value, Value index, int axis, int size) {
    return Node.apply(new ScatterAdd(value.shape().axis(axis), size), value, index);
  }

  @Override
  public String name() {
    return "scatter_add";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    Gather.checkIndex(this, inputs, axis);
    Rule.require(
        inputs.get(0).shape().equals(inputs.get(1).shape()), this, "shapes differ", inputs);
    Rule.require(size >= 0, this, "size " + size + " is negative", inputs);
    return List.of(inputs.get(0).withShape(inputs.get(0).shape().with(axis, size)));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Gather.of(backward.gradient(), backward.input(1), axis), null};
  }
}
