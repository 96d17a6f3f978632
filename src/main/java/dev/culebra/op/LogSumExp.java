package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code m + ln Σ e^(x−m)} over an axis, which keeps size 1, with m its largest element (0 if that
 * is infinite).
 *
 * @param axis the axis, from 0
 */
public record LogSumExp(int axis) implements Op {
  /** Over an axis; negative ones count from the end. */
  public static Value of(Value value, int axis) {
    return Node.apply(new LogSumExp(value.shape().axis(axis)), value);
  }

  @Override
  public String name() {
    return "log_sum_exp";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    Rule.require(
        Rule.hasAxis(inputs.get(0), axis), this, "axis " + axis + " is outside the rank", inputs);
    Rule.require(inputs.get(0).shape().size(axis) > 0, this, "axis " + axis + " is empty", inputs);
    return List.of(inputs.get(0).withShape(inputs.get(0).shape().with(axis, 1)));
  }

  /** {@code g·softmax(x)}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value softmax = Softmax.of(backward.input(0), axis);
    return new Value[] {Multiply.of(softmax, backward.gradient())};
  }
}
