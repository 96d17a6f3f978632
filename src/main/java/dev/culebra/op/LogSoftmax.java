package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code x − m − ln Σ e^(x−m)} along an axis, with m its largest element.
 *
 * @param axis the axis, from 0
 */
public record LogSoftmax(int axis) implements Op {
  /** Over an axis; negative ones count from the end. */
  public static Value of(Value value, int axis) {
    return Node.apply(new LogSoftmax(value.shape().axis(axis)), value);
  }

  @Override
  public String name() {
    return "log_softmax";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    Rule.require(
        Rule.hasAxis(inputs.get(0), axis), this, "axis " + axis + " is outside the rank", inputs);
    return inputs;
  }

  /** {@code g − e^y·Σ g}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value total = Sum.of(backward.gradient(), List.of(axis));
    Value taken = Multiply.of(Exp.of(backward.output(0)), total);
    return new Value[] {Subtract.of(backward.gradient(), taken)};
  }
}
