package dev.culebra.op;

import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/** Three floating-point inputs of one type, output of the same type, each element by itself. */
public interface TernaryElementwise extends Op {
  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 3);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    Rule.sameType(this, inputs, 0, 2);
    return inputs.subList(0, 1);
  }
}
