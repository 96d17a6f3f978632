package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Sequences back to front: {@code y(n,t) = x(n, length(n) − 1 − t)} within each length, what lies
 * behind it as it was. Its own inverse and its own adjoint.
 *
 * <p>Inputs: x {@code [N,L,…]} of any element type, and either nothing more (all are L long) or
 * lengths {@code i32[N]} from 0 to L.
 */
public record ReverseSequence() implements Op {
  /**
   * @param lengths null if all sequences are as long as the axis
   */
  public static Value of(Value x, Value lengths) {
    return lengths == null
        ? Node.apply(new ReverseSequence(), x)
        : Node.apply(new ReverseSequence(), x, lengths);
  }

  @Override
  public String name() {
    return "reverse_sequence";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.require(
        inputs.size() == 1 || inputs.size() == 2,
        this,
        inputs.size() + " inputs; x or x, lengths expected",
        inputs);
    int rank = inputs.get(0).shape().rank();
    Rule.require(rank >= 2, this, "no axis of steps", inputs);
    if (inputs.size() == 2) {
      SequenceRule.lengths(this, inputs, 1);
    }
    return inputs.subList(0, 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return backward.inputs().size() == 1
        ? new Value[] {of(backward.gradient(), null)}
        : new Value[] {of(backward.gradient(), backward.input(1)), null};
  }
}
