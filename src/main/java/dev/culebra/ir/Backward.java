package dev.culebra.ir;

import java.util.List;

/**
 * What a gradient rule sees: the node's inputs and outputs, and the gradients that arrived at its
 * outputs.
 *
 * @param inputs the node's inputs
 * @param outputs the node's outputs (reading one here makes it a residual of the forward pass)
 * @param gradients one per output; null where none arrived
 * @param wanted one per input; whether its gradient will be used
 */
public record Backward(
    List<Value> inputs, List<Value> outputs, Value[] gradients, boolean[] wanted) {
  public Value input(int index) {
    return inputs.get(index);
  }

  public Value output(int index) {
    return outputs.get(index);
  }

  /** The gradient of the only (or first) output. */
  public Value gradient() {
    return gradients[0];
  }

  public boolean wants(int input) {
    return wanted[input];
  }
}
