package dev.culebra.op;

import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient of {@link LstmSequence}, backwards through time (Werbos 1990). Inputs: its six inputs,
 * its five outputs, the gradients of y and of the last h and c (and, if there are five seeds, of
 * the gates and of every c). Outputs: the gradients of the six inputs.
 *
 * @param seeds 3, or 5 where something besides this gradient read the gates or the cells
 */
public record LstmSequenceGradient(int seeds) implements GradientOp {
  @Override
  public String name() {
    return "lstm_sequence_gradient";
  }

  @Override
  public Op forward() {
    return new LstmSequence();
  }

  @Override
  public int forwardInputs() {
    return 6;
  }

  @Override
  public int forwardOutputs() {
    return 5;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 11 + seeds);
    List<TensorType> given = inputs.subList(0, 6);
    List<TensorType> outputs = Rule.forward(this, forward(), given, inputs);
    List<TensorType> needed = new ArrayList<>(given);
    needed.addAll(outputs);
    needed.addAll(outputs.subList(0, seeds));
    Rule.require(inputs.equals(needed), this, "needs " + Rule.types(needed), inputs);
    return given;
  }
}
