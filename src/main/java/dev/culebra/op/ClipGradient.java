package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code lowest ≤ x ≤ highest ? g : 0} for a gradient g and the input x of {@link Clip}, of one
 * type.
 *
 * @param lowest as of {@link Clip}
 * @param highest as of {@link Clip}
 */
public record ClipGradient(double lowest, double highest) implements BinaryElementwise {
  public static Value of(Value gradient, Value input, double lowest, double highest) {
    return Node.apply(new ClipGradient(lowest, highest), gradient, input);
  }

  @Override
  public String name() {
    return "clip_gradient";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    return inputs.subList(0, 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {of(backward.gradient(), backward.input(1), lowest, highest), null};
  }
}
