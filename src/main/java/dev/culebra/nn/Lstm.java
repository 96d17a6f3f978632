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
  Node record(Value x, Cell cell, List<Value> states) {
    return LstmSequence.of(
        x,
        cell.inputWeight().state(),
        cell.hiddenWeight().state(),
        Add.of(cell.inputBias().state(), cell.hiddenBias().state()),
        states.get(0),
        states.get(1));
  }

  @Override
  int everyState(int kind) {
    return kind == 0 ? 0 : 4;
  }
}
