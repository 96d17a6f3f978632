package dev.culebra.op;

import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient of {@link GruSequence}, backwards through time (Werbos 1990). Inputs: its six inputs,
 * its four outputs, the gradients of y and of the last h (and, if there are four seeds, of the
 * gates and of every hidden product q). Outputs: the gradients of the six inputs.
 *
 * @param seeds 2, or 4 where something besides this gradient read the gates or the products
 */
public record GruSequenceGradient(int seeds) implements GradientOp {
  @Override
  public String name() {
    return "gru_sequence_gradient";
  }

  @Override
  public Op forward() {
    return new GruSequence();
  }

  @Override
  public int forwardInputs() {
    return 6;
  }

  @Override
  public int forwardOutputs() {
    return 4;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 10 + seeds);
    List<TensorType> given = inputs.subList(0, 6);
    List<TensorType> outputs = Rule.forward(this, forward(), given, inputs);
    List<TensorType> needed = new ArrayList<>(given);
    needed.addAll(outputs);
    needed.addAll(outputs.subList(0, seeds));
    Rule.require(inputs.equals(needed), this, "needs " + Rule.types(needed), inputs);
    return given;
  }
}
