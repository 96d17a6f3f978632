package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/** 1 if every element of every input (any number of f32 tensors) is finite, else 0; f32 scalar. */
public record AllFinite() implements Op {
  public static Value of(List<? extends Value> values) {
    return Node.apply(new AllFinite(), values.toArray(Value[]::new));
  }

  @Override
  public String name() {
    return "all_finite";
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
