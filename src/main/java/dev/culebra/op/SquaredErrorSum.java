package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@link SquaredError} summed over all axes but the first, in one pass: {@code Σ (left − right)²}.
 *
 * <p>Inputs: left and right {@code [N,…]} of one type. Output: {@code [N]}.
 */
public record SquaredErrorSum() implements Op {
  public static Value of(Value left, Value right) {
    return Node.apply(new SquaredErrorSum(), left, right);
  }

  @Override
  public String name() {
    return "squared_error_sum";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    return List.of(Rule.perSample(this, inputs, 0));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value left = backward.input(0);
    Value slope = SquaredErrorSumGradient.of(left, backward.input(1), backward.gradient());
    return new Value[] {
      backward.wants(0) ? slope : null, backward.wants(1) ? Negate.of(slope) : null
    };
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    return List.of(Sum.perSample(SquaredError.of(inputs.get(0), inputs.get(1))));
  }
}
