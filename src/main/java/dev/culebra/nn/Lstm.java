package dev.culebra.nn;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.LstmSequence;
import java.util.List;

/** Long short-term memory; the states are h and c. Its two biases are added. */
public final class Lstm extends Recurrent {
  /** One layer, forwards. */
  public Lstm(String path, int inputs, int hidden) {
    this(path, inputs, hidden, 1, false);
  }

  /**
   * @param path name of the layer in the model
   * @param inputs features of a step
   * @param hidden features of a state
   * @param layers on top of each other
   * @param bidirectional whether each also runs backwards; outputs are concatenated
   */
  public Lstm(String path, int inputs, int hidden, int layers, boolean bidirectional) {
    super(path, inputs, hidden, 4, layers, bidirectional);
  }

  @Override
  int kinds() {
    return 2;
  }

  @Override
  Node record(Value x, List<Value> weights, List<Value> states, Value lengths) {
    return LstmSequence.of(
        x,
        weights.get(0),
        weights.get(1),
        Add.of(weights.get(2), weights.get(3)),
        states.get(0),
        states.get(1),
        lengths);
  }
}
