package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Euclidean norm of all elements of all inputs (any number of f32 tensors) together; f32 scalar.
 * For clipping only: it has no gradient.
 */
public record GlobalNorm() implements Op {
  public static Value of(List<? extends Value> values) {
    return Node.apply(new GlobalNorm(), values.toArray(Value[]::new));
  }

  @Override
  public String name() {
    return "global_norm";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.allSingle(this, inputs);
    return List.of(TensorType.f32());
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[backward.inputs().size()];
  }
}
