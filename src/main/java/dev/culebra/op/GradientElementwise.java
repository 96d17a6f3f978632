package dev.culebra.op;

import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The gradient of an activation in one pass: the arriving gradient and the activation's output, of
 * one type. Reading the output rather than the input lets the forward pass work in place.
 */
public interface GradientElementwise extends Op {
  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    return inputs.subList(0, 1);
  }
}
