package dev.culebra.op;

import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Gradient of {@link GruSequence}, backwards through time (Werbos 1990). Inputs: its inputs, its
 * four outputs, the gradients of y and of the last h (and, if there are four seeds, of the gates
 * and of every hidden product q). Outputs: the gradients of the inputs besides the lengths.
 *
 * @param seeds 2, or 4 where something besides this gradient read the gates or the products
 * @param lengths whether the forward pass took lengths
 */
public record GruSequenceGradient(int seeds, boolean lengths) implements GradientOp {
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
    return lengths ? SequenceRule.INPUTS + 1 : SequenceRule.INPUTS;
  }

  @Override
  public int forwardOutputs() {
    return 4;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return SequenceRule.gradient(this, forward(), forwardInputs(), seeds, inputs);
  }
}
