package dev.culebra.op;

import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Sizes of a recurrent layer's operation or of its gradient, whose first inputs are the same.
 *
 * @param samples N, sequences of the batch
 * @param length L, steps of the axis
 * @param width features of a step
 * @param hidden H, units of the state
 * @param gates columns of the weights, a multiple of H
 * @param inputs of the forward operation: six, and perhaps the lengths
 */
public record RecurrentSizes(
    int samples, int length, int width, int hidden, int gates, int inputs) {
  /** The input that holds the lengths, where there is one. */
  public static final int LENGTHS = SequenceRule.INPUTS;

  /** Sizes of checked types. */
  public static RecurrentSizes of(List<TensorType> inputs, boolean lengths) {
    Shape x = inputs.get(0).shape();
    Shape weight = inputs.get(2).shape();
    int forward = lengths ? LENGTHS + 1 : LENGTHS;
    return new RecurrentSizes(
        x.size(0), x.size(1), x.size(2), weight.size(0), weight.size(1), forward);
  }

  /** Steps of all sequences. */
  public int places() {
    return Math.multiplyExact(samples, length);
  }

  public boolean hasLengths() {
    return inputs > LENGTHS;
  }

  /** Whether the layer is an LSTM, which has four gates and a second state; otherwise a GRU. */
  public boolean isLstm() {
    return gates == 4 * hidden;
  }

  /** The first input that is a state. */
  public int state() {
    return isLstm() ? 4 : 5;
  }

  /** Outputs of the forward pass besides the gates and what is kept with them. */
  public int results() {
    return isLstm() ? 3 : 2;
  }
}
