package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/** The input itself, through which no gradient flows. Nothing is run: it shares the memory. */
public record StopGradient() implements Op {
  public static Value of(Value value) {
    return Node.apply(new StopGradient(), value);
  }

  @Override
  public String name() {
    return "stop_gradient";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    return inputs;
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[1];
  }
}
