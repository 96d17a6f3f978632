package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Waits for sums that {@link AllReduceStart} has begun: the outputs are the inputs (any number of
 * f32 tensors) as they are then. It has no gradient.
 */
public record AllReduceEnd() implements Op {
  @Override
  public String name() {
    return "all_reduce_end";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.allSingle(this, inputs);
    return inputs;
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[backward.inputs().size()];
  }
}
