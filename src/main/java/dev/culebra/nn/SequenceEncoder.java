package dev.culebra.nn;

import dev.culebra.tensor.Tensor;

/** The last hidden state of a recurrent layer, {@code [N,L,inputs] -> [N,hidden]}. */
public final class SequenceEncoder extends Module implements Layer {
  private final Recurrent recurrent;

  /** Takes the layer, forwards and single. */
  public SequenceEncoder(Recurrent recurrent) {
    this.recurrent = part(recurrent);
  }

  @Override
  public Tensor apply(Tensor input) {
    Tensor last = recurrent.apply(input).states().getFirst();
    return last.reshape(last.size(1), last.size(2));
  }
}
