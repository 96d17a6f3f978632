package dev.culebra.nn;

import dev.culebra.tensor.Tensor;

/**
 * A sequence from a vector, {@code [N,latent] -> [N,L,outputs]}: a recurrent layer is shown the
 * vector at every step, and a linear layer makes each step's output of its state.
 */
public final class SequenceDecoder extends Module implements Layer {
  private final Recurrent recurrent;
  private final Linear output;
  private final int length;

  /**
   * @param recurrent from the vector's features to the output layer's inputs
   * @param output the same for all steps
   * @param length L
   */
  public SequenceDecoder(Recurrent recurrent, Linear output, int length) {
    this.recurrent = part(recurrent);
    this.output = part(output);
    this.length = length;
  }

  @Override
  public Tensor apply(Tensor input) {
    int samples = input.size(0);
    Tensor repeated =
        input.reshape(samples, 1, input.size(1)).broadcast(samples, length, input.size(1));
    Tensor states = recurrent.apply(repeated).sequence();
    Tensor steps = output.apply(states.reshape(samples * length, states.size(2)));
    return steps.reshape(samples, length, steps.size(1));
  }
}
