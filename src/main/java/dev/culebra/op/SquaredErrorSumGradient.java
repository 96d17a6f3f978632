package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code g·2·(left − right)} for left and right {@code [N,…]} and one gradient g for each sample
 * {@code [N]}, the inputs in this order: the gradient of {@link SquaredErrorSum} in its left
 * operand.
 */
public record SquaredErrorSumGradient() implements SampleLossGradient {
  public static Value of(Value left, Value right, Value gradient) {
    return Node.apply(new SquaredErrorSumGradient(), left, right, gradient);
  }

  @Override
  public String name() {
    return "squared_error_sum_gradient";
  }

  @Override
  public SquaredErrorSum loss() {
    return new SquaredErrorSum();
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Rule.sampleGradient(this, inputs);
  }

  @Override
  public boolean hasGradientRule() {
    return false;
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value twice = Affine.scale(Subtract.of(inputs.get(0), inputs.get(1)), 2);
    return List.of(Multiply.of(PerSample.spread(inputs.get(2), twice.shape()), twice));
  }
}
