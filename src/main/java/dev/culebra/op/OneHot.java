package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Indices as unit vectors: {@code y[…,k] = 1 if index[…] = k else 0}. Shapes: {@code index[…] ->
 * f32[…,classes]}. The index is i32 or i64; one outside 0 to {@code classes − 1} is an error when
 * the call runs.
 *
 * @param classes length of the vectors
 */
public record OneHot(int classes) implements Op {
  public static Value of(Value index, int classes) {
    return Node.apply(new OneHot(classes), index);
  }

  @Override
  public String name() {
    return "one_hot";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    DType dtype = inputs.get(0).dtype();
    Rule.require(
        dtype == DType.I32 || dtype == DType.I64,
        this,
        "index is " + dtype.label() + "; needs i32 or i64",
        inputs);
    Rule.require(classes >= 0, this, "classes " + classes + " < 0", inputs);
    return List.of(new TensorType(DType.F32, inputs.get(0).shape().append(classes)));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[1];
  }
}
