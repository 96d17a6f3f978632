package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The most extreme elements along the last axis, in order, and where they lie: {@code […,N] ->
 * […,count], i32[…,count]}. Equal elements keep their order. NaN counts as larger than any number,
 * as in PyTorch.
 *
 * @param count how many, at most N
 * @param largest the largest, falling; else the smallest, rising
 */
public record TopK(int count, boolean largest) implements Op {
  /** Elements and places. */
  public static List<Result> of(Value value, int count, boolean largest) {
    return Node.record(new TopK(count, largest), value).outputs();
  }

  @Override
  public String name() {
    return "top_k";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    TensorType type = inputs.get(0);
    int axis = type.shape().rank() - 1;
    Rule.require(axis >= 0, this, "no axis to choose along", inputs);
    boolean enough = count >= 0 && count <= type.shape().size(axis);
    Rule.require(enough, this, "the last axis has no " + count + " elements", inputs);
    Shape chosen = type.shape().with(axis, count);
    return List.of(type.withShape(chosen), type.withShape(chosen).withDtype(DType.I32));
  }

  /** Each gradient goes to the place that its element came from. */
  @Override
  public Value[] gradient(Backward backward) {
    int size = backward.input(0).shape().size(-1);
    return new Value[] {ScatterAdd.of(backward.gradient(), backward.output(1), -1, size)};
  }
}
