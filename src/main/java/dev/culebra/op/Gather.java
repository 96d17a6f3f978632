package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Elements chosen along an axis: {@code y[…,j,…] = x[…,index[…,j,…],…]}, as PyTorch's {@code
 * gather}. Shapes: {@code x[…,K,…], index[…,J,…] -> […,J,…]}; all other axes are equal.
 *
 * <p>Inputs: x of any element type; the index, i32 or i64. An index outside the axis is an error
 * when the call runs. Rows of a table by number are {@link Embedding}.
 *
 * @param axis the axis, from 0
 */
public record Gather(int axis) implements Op {
  /** Along an axis; negative ones count from the end. */
  public static Value of(Value value, Value index, int axis) {
    return Node.apply(new Gather(value.shape().axis(axis)), value, index);
  }

  @Override
  public String name() {
    return "gather";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    checkIndex(this, inputs, axis);
    return List.of(inputs.get(0).withShape(inputs.get(1).shape()));
  }

  /** The second input is an index whose shape is the first one's beyond an axis. */
  static void checkIndex(Op op, List<TensorType> inputs, int axis) {
    DType dtype = inputs.get(1).dtype();
    Rule.require(
        dtype == DType.I32 || dtype == DType.I64,
        op,
        "index is " + dtype.label() + "; needs i32 or i64",
        inputs);
    Shape value = inputs.get(0).shape();
    Shape index = inputs.get(1).shape();
    Rule.require(
        Rule.hasAxis(inputs.get(0), axis), op, "axis " + axis + " is outside the rank", inputs);
    Rule.require(
        value.rank() == index.rank() && value.with(axis, 1).equals(index.with(axis, 1)),
        op,
        "shapes differ beyond axis " + axis,
        inputs);
  }

  @Override
  public Value[] gradient(Backward backward) {
    int size = backward.input(0).shape().size(axis);
    return new Value[] {
      backward.wants(0) ? ScatterAdd.of(backward.gradient(), backward.input(1), axis, size) : null,
      null
    };
  }
}
