package dev.culebra.op;

import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/** One floating-point input, output of the same type, each element by itself. */
public interface UnaryElementwise extends Op {
  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    return inputs;
  }
}
