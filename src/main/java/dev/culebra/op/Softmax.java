package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code e^(x−m)/Σ e^(x−m)} along an axis, with m its largest element.
 *
 * @param axis the axis, from 0
 */
public record Softmax(int axis) implements Op {
  /** Over an axis; negative ones count from the end. */
  public static Value of(Value value, int axis) {
    return Node.apply(new Softmax(value.shape().axis(axis)), value);
  }

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    Rule.require(
        Rule.hasAxis(inputs.get(0), axis), this, "axis " + axis + " is outside the rank", inputs);
    return inputs;
  }

  /** {@code y·(g − Σ g·y)}. */
  @Override
  public Value[] gradient(Backward backward) {
    Value output = backward.output(0);
    Value mean = Sum.of(Multiply.of(backward.gradient(), output), List.of(axis));
    return new Value[] {Multiply.of(output, Subtract.of(backward.gradient(), mean))};
  }
}
