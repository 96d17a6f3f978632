package dev.culebra.nn;

import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;

/**
 * Inverted dropout; see {@link dev.culebra.op.Dropout}. Outside training it changes nothing.
 *
 * @param path name of the layer in the model, which names its draws
 * @param rate probability that an element becomes 0; at least 0, below 1
 */
public record Dropout(String path, double rate) {
  /**
   * @param input any shape
   * @param rng the step's random draws
   */
  public Tensor apply(Tensor input, Rng rng) {
    return Trace.isTraining() && rate > 0 ? rng.dropout(path, input, rate) : input;
  }
}
