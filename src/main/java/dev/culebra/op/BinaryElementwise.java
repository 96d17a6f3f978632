package dev.culebra.op;

import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Two inputs of one element type under broadcasting, each element by itself. Sums, differences and
 * products of whole numbers keep the lower bits where they overflow, as in Java and PyTorch.
 */
public interface BinaryElementwise extends Op {
  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.sameDtype(this, inputs, 0, 1);
    return List.of(inputs.get(0).withShape(Rule.broadcast(this, inputs, 0, 1)));
  }
}
