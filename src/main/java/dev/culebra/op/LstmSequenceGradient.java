package dev.culebra.op;

import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Gradient of {@link LstmSequence}, backwards through time (Werbos 1990). Inputs: its inputs, its
 * five outputs, the gradients of y and of the last h and c (and, if there are five seeds, of the
 * gates and of every c). Outputs: the gradients of the inputs besides the lengths.
 *
 * @param seeds 3, or 5 where something besides this gradient read the gates or the cells
 * @param lengths whether the forward pass took lengths
 */
public record LstmSequenceGradient(int seeds, boolean lengths) implements GradientOp {
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
    return lengths ? SequenceRule.INPUTS + 1 : SequenceRule.INPUTS;
  }

  @Override
  public int forwardOutputs() {
    return 5;
  }

  /** Whether gradients of the gates and of every c arrive, too. */
  public boolean hasResiduals() {
    return seeds == forwardOutputs();
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return SequenceRule.gradient(this, forward(), forwardInputs(), seeds, inputs);
  }
}
