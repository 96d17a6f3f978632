package dev.culebra.kernel;

import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * An operation with the types it is applied to: all that selection may look at.
 *
 * @param op the operation
 * @param inputs its input types
 * @param outputs its output types
 */
public record Signature(Op op, List<TensorType> inputs, List<TensorType> outputs) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public static Signature of(Op op, List<TensorType> inputs) {
    return new Signature(op, inputs, op.infer(inputs));
  }

  public TensorType input(int index) {
    return inputs.get(index);
  }

  public TensorType output(int index) {
    return outputs.get(index);
  }
}
