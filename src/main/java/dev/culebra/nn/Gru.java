package dev.culebra.nn;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.op.GruSequence;
import java.util.List;

/** Gated recurrent unit; the state is h. */
public final class Gru extends Recurrent {
  /** One layer, forwards. */
  public Gru(String path, int inputs, int hidden) {
    this(path, inputs, hidden, 1, false);
  }

  /**
   * @param path name of the layer in the model
   * @param inputs features of a step
   * @param hidden features of a state
   * @param layers on top of each other
   * @param bidirectional whether each also runs backwards; outputs are concatenated
   */
  public Gru(String path, int inputs, int hidden, int layers, boolean bidirectional) {
    super(path, inputs, hidden, 3, layers, bidirectional);
  }

  @Override
  int kinds() {
    return 1;
  }

  @Override
  Node record(Value x, List<Value> weights, List<Value> states, Value lengths) {
    return GruSequence.of(
        x, weights.get(0), weights.get(1), weights.get(2), weights.get(3), states.get(0), lengths);
  }
}
