package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Sums along an axis up to each element: {@code yᵢ = Σ xⱼ} over {@code j ≤ i}; the output has the
 * input's shape.
 *
 * @param axis counted from 0
 * @param exclusive over {@code j < i} instead, which begins with 0
 * @param reverse from the end: over {@code j ≥ i} (exclusive: {@code j > i})
 */
public record CumulativeSum(int axis, boolean exclusive, boolean reverse) implements Op {
  /** Along an axis; a negative one counts from the end. */
  public static Value of(Value value, int axis, boolean exclusive, boolean reverse) {
    return Node.apply(new CumulativeSum(value.shape().axis(axis), exclusive, reverse), value);
  }

  /** With the element itself, from the beginning. */
  public static Value of(Value value, int axis) {
    return of(value, axis, false, false);
  }

  @Override
  public String name() {
    return "cumulative_sum";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    boolean inside = axis >= 0 && axis < inputs.get(0).shape().rank();
    Rule.require(inside, this, "axis " + axis + " is outside the rank", inputs);
    return inputs;
  }

  /** The transposed sum: in the other direction. */
  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {of(backward.gradient(), axis, exclusive, !reverse)};
  }
}
